package org.bailiwick.aca.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.problem.ServletProblems;
import org.bailiwick.node.settings.Settings;

/**
 * Serves only signed documents over plain HTTP, because they need no TLS (RFC 5280 section 8), and
 * answers 404 for every other path. A trusted proxy that ends TLS may use plain HTTP for all paths.
 * This is a servlet filter, because health, metrics and interface description are servlets of the
 * container, which no JAX-RS filter sees. web.xml maps it before every other filter.
 */
public final class PlainListenerFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final String HERE =
      "Over plain HTTP there are CRLs, OCSP, status lists and issuers' certificates only; everything"
          + " else is at the https address of the authority.";

  private static final Set<String> OPEN = Set.of("crl", "issuers", "ocsp", "status-lists");

  private transient TrustedProxies proxies;

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
      ServletProblems.answer(response, ServletProblems.of(ProblemType.NOT_FOUND, HERE, Map.of()));
    } else {
      chain.doFilter(request, response);
    }
  }

  private static String sentPath(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /** The decoded path without dot segments, by which the container has chosen the servlet. */
  private static String resolvedPath(HttpServletRequest request) {
    return request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
  }

  /** Whether the first segment, in this exact spelling, is open to plain HTTP. */
  static boolean isOpen(String path) {
    String[] segments = path.split("/", -1);
    return segments.length > 1 && segments[0].isEmpty() && OPEN.contains(segments[1]);
  }
}
