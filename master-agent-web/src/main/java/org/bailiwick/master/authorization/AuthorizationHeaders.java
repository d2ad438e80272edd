package org.bailiwick.master.authorization;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Tells browsers with each answer of the sign-in not to keep it, to tell no other site its URL,
 * which has a code, and to show it in no frame (RFC 9700 sections 4.2.4 and 4.16).
 */
@Provider
public final class AuthorizationHeaders implements ContainerResponseFilter {

  private static final Set<String> PATHS = Set.of("oauth/par", "oauth/authorize", "oauth/callback");

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (PATHS.contains(request.getUriInfo().getPath())) {
      response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
      response.getHeaders().putSingle("Referrer-Policy", "no-referrer");
      response.getHeaders().putSingle("X-Frame-Options", "DENY");
      response
          .getHeaders()
          .putSingle("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
  }
}
