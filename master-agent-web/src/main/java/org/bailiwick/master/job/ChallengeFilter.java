package org.bailiwick.master.job;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;

/**
 * Adds the URL of the metadata to challenges of the jobs resource, so that a client finds the token
 * endpoint (RFC 9728 section 5.1). The challenge to a request without token has no error code (RFC
 * 6750 section 3.1).
 */
@Provider
public final class ChallengeFilter implements ContainerResponseFilter {

  private static final String BEARER = "Bearer";

  private final String metadata;

  /**
   * @param metadata URL of the metadata of the protected resource
   */
  public ChallengeFilter(URI metadata) {
    this.metadata = "resource_metadata=\"" + metadata + "\"";
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Object challenge = response.getHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE);
    if (challenge == null
        || !challenge.toString().startsWith(BEARER)
        || !request.getUriInfo().getPath().startsWith("v1/jobs")) {
      return;
    }
    boolean hasCredentials = request.getHeaderString(HttpHeaders.AUTHORIZATION) != null;
    String prefix = hasCredentials ? challenge + ", " : BEARER + " ";
    response.getHeaders().putSingle(HttpHeaders.WWW_AUTHENTICATE, prefix + metadata);
  }
}
