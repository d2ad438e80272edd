package org.bailiwick.node.problem;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The most bytes of the body of a resource method, instead of the node's setting {@code
 * node.max-body}: a number, or the name of a setting.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface BodyLimit {
  long value() default 0;

  /** The key of a setting, whose value {@link BodyLimits} has. */
  String setting() default "";
}
