package org.bailiwick.jaxrs;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource class or method that the enforcement point decides about. Without members the method
 * of the request is the action ({@code GET} and {@code HEAD} read, {@code POST} create, {@code PUT}
 * and {@code PATCH} update, {@code DELETE} delete), and its path the resource: below the path of
 * the application, without a query, in the form in which the client has sent it.
 */
@NameBinding
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Enforced {

  /** The action, a name of the application's schema. */
  String action() default "";

  /** The type of the resource, a name of the application's schema. */
  String resource() default "Path";

  /** The path parameter whose value is the resource's id; the whole path if there is none. */
  String id() default "";
}
