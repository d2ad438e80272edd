package org.bailiwick.aca.web.est;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/**
 * Takes the content from a 400, as draft-ietf-lamps-attestation-freshness-08 section 5 demands; the
 * audit row stands. The entity is there and empty, since the container writes a page of its own for
 * an answer that has none.
 */
@Provider
@EmptyRefusal
public final class EmptyRefusalFilter implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() == Response.Status.BAD_REQUEST.getStatusCode()) {
      response.setEntity(new byte[0]);
    }
  }
}
