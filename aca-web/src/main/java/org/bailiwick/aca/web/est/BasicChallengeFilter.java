package org.bailiwick.aca.web.est;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/** Adds the challenge of RFC 7617 to the one that every 401 has. */
@Provider
@BasicChallenge
public final class BasicChallengeFilter implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode()) {
      response
          .getHeaders()
          .putSingle(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"est\", charset=\"UTF-8\"");
    }
  }
}
