package org.bailiwick.client.resource;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** The security context of a request with a verified token; it is in no role. */
record TransactionSecurity(TransactionPrincipal principal, boolean secure)
    implements SecurityContext {
  @Override
  public Principal getUserPrincipal() {
    return principal;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public String getAuthenticationScheme() {
    return CLIENT_CERT_AUTH;
  }
}
