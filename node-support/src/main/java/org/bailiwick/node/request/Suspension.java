package org.bailiwick.node.request;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/**
 * Sets the container's time limit for a suspended request. JAX-RS ends a suspension by a timer of
 * the application, which is gone after an undeployment; without a limit the server would then keep
 * the connection, and the application, in memory.
 */
public final class Suspension {

  /** Lets the application's timer run first while there is one. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private Suspension() {}

  /** Lets the container end the request if the application has not ended it in time. */
  public static void limit(HttpServletRequest request, Duration longestWait) {
    if (request.isAsyncStarted()) {
      request.getAsyncContext().setTimeout(longestWait.plus(GRACE).toMillis());
    }
  }
}
