package org.bailiwick.aca.web;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import java.util.Set;
import org.bailiwick.node.peer.TrustedProxies;

/**
 * Plain HTTP answers for signed documents only, which need no TLS (RFC 5280 section 8); everything
 * else is not there. A trusted proxy that ends TLS may speak plainly to us.
 */
@PreMatching
@Priority(PlainListenerFilter.FIRST)
final class PlainListenerFilter implements ContainerRequestFilter {

  static final int FIRST = 100;

  private static final Set<String> OPEN = Set.of("crl", "issuers", "ocsp");

  private final TrustedProxies proxies;

  @Context private HttpServletRequest servletRequest;

  PlainListenerFilter(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    boolean plain = !servletRequest.isSecure() && !proxies.include(servletRequest.getRemoteAddr());
    if (plain && !isOpen(request.getUriInfo().getPath())) {
      throw new NotFoundException();
    }
  }

  static boolean isOpen(String path) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    int slash = relative.indexOf('/');
    return OPEN.contains(slash < 0 ? relative : relative.substring(0, slash));
  }
}
