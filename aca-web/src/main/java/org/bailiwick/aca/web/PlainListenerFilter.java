package org.bailiwick.aca.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.settings.Settings;

/**
 * Plain HTTP answers for signed documents only, which need no TLS (RFC 5280 section 8); everything
 * else is not there. A trusted proxy that ends TLS may speak plainly to us. A servlet filter, since
 * health, metrics and API description are servlets of the container in this same context and pass
 * no JAX-RS filter. web.xml puts it before every other.
 */
public final class PlainListenerFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final Set<String> OPEN = Set.of("crl", "issuers", "ocsp");

  private transient TrustedProxies proxies;

  /** Called by the container. */
  public PlainListenerFilter() {
    super();
  }

  @Override
  public void init() {
    Settings settings = Settings.fromConfig();
    proxies = TrustedProxies.of(settings.list("node.trusted-proxies"));
    settings.done();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean plain = !request.isSecure() && !proxies.include(request.getRemoteAddr());
    if (plain && !(isOpen(sentPath(request)) && isOpen(resolvedPath(request)))) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static String sentPath(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /** Decoded and without dot segments: the path by which the container chose its servlet. */
  private static String resolvedPath(HttpServletRequest request) {
    return request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
  }

  /** By the first segment, spelled exactly. */
  static boolean isOpen(String path) {
    String[] segments = path.split("/", -1);
    return segments.length > 1 && segments[0].isEmpty() && OPEN.contains(segments[1]);
  }
}
