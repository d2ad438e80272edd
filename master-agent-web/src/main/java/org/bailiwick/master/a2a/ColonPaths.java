package org.bailiwick.master.a2a;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.bailiwick.node.log.StructuredLog;

/**
 * Lets requests reach the application whose path has a colon, such as {@code /a2a/message:send}
 * (A2A 1.0 section 11.3). Payara 7 makes a WebResourcePermission of the path, in which a colon
 * separates patterns (Jakarta Authorization section 4.1.1.1), without encoding it, and answers 503.
 * This listener encodes it in the copy of the path that this check alone reads, before the check;
 * the URI of the request stays. The application declares no constraint, so the check protects
 * nothing here. On a server without these methods nothing is done.
 */
@WebListener
public final class ColonPaths implements ServletRequestListener {
  private static final StructuredLog LOG = StructuredLog.of(ColonPaths.class);
  private static final char COLON = ':';

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    if (event.getServletRequest() instanceof HttpServletRequest request
        && request.getRequestURI().indexOf(COLON) >= 0) {
      try {
        encode(request);
      } catch (ReflectiveOperationException e) {
        LOG.warn("colon-path.not-encoded", Map.of("reason", e.getClass().getSimpleName()));
      }
    }
  }

  /** By the public methods of Payara's classes, which an application cannot compile against. */
  private static void encode(HttpServletRequest facade) throws ReflectiveOperationException {
    Object request = facade.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(facade);
    Object path = request.getClass().getMethod("getRequestPathMB").invoke(request);
    String encoded = path.toString().replace(String.valueOf(COLON), "%3A");
    path.getClass().getMethod("setString", String.class).invoke(path, encoded);
  }
}
