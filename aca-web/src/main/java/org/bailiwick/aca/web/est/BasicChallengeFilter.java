package org.bailiwick.aca.web.est;

import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Puts the challenge for HTTP Basic (RFC 7617) into a 401. */
@Provider
@BasicChallengeFilter.BasicChallenge
public final class BasicChallengeFilter implements ContainerResponseFilter {

  /** An operation whose 401 asks for HTTP Basic, because some clients wait for this challenge. */
  @NameBinding
  @Target({ElementType.METHOD, ElementType.TYPE})
  @Retention(RetentionPolicy.RUNTIME)
  @interface BasicChallenge {}

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode()) {
      response
          .getHeaders()
          .putSingle(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"est\", charset=\"UTF-8\"");
    }
  }
}
