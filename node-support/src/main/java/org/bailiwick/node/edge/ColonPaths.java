package org.bailiwick.node.edge;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.node.log.StructuredLog;

/**
 * Lets requests reach the application whose path has a colon, such as {@code /a2a/message:send}
 * (A2A 1.0 section 11.3). Payara 7 makes a WebResourcePermission of the path, in which a colon
 * separates patterns (Jakarta Authorization section 4.1.1.1), without encoding it; it answers 503
 * then, and logs a stack trace. Each application has this listener, which encodes the colon in the
 * copy of the path that this check alone reads, before the check; the URI of the request stays. The
 * applications declare no constraint, so the check protects nothing here. On a server without these
 * methods nothing is done.
 */
public class ColonPaths implements ServletRequestListener {
  private static final StructuredLog LOG = StructuredLog.of(ColonPaths.class);
  private static final char COLON = ':';
  private static final String ENCODED = "%3A";

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    if (event.getServletRequest() instanceof HttpServletRequest request
        && hasColon(request.getRequestURI())) {
      try {
        encode(request);
      } catch (ReflectiveOperationException e) {
        LOG.warn("colon-path.not-encoded", Map.of("reason", e.getClass().getSimpleName()));
      }
    }
  }

  /** The path that is checked is decoded. */
  private static boolean hasColon(String uri) {
    return uri.indexOf(COLON) >= 0 || uri.toUpperCase(Locale.ROOT).contains(ENCODED);
  }

  /** By the public methods of Payara's classes, which an application cannot compile against. */
  private static void encode(HttpServletRequest facade) throws ReflectiveOperationException {
    Object request = facade.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(facade);
    Object path = request.getClass().getMethod("getRequestPathMB").invoke(request);
    String encoded = path.toString().replace(String.valueOf(COLON), ENCODED);
    path.getClass().getMethod("setString", String.class).invoke(path, encoded);
  }
}
