package org.bailiwick.aca.web.est;

import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Removes the content of a 400, as draft-ietf-lamps-attestation-freshness-08 section 5 demands. The
 * entity is an empty array and not null, because the container writes a page of its own into an
 * answer without entity.
 */
@Provider
@EmptyRefusalFilter.EmptyRefusal
public final class EmptyRefusalFilter implements ContainerResponseFilter {

  /** An operation whose 400 has no content. */
  @NameBinding
  @Target({ElementType.METHOD, ElementType.TYPE})
  @Retention(RetentionPolicy.RUNTIME)
  @interface EmptyRefusal {}

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() == Response.Status.BAD_REQUEST.getStatusCode()) {
      response.setEntity(new byte[0]);
    }
  }
}
