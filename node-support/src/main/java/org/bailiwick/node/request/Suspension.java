package org.bailiwick.node.request;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/**
 * The container's own limit for a request that waits for its answer. JAX-RS ends a wait by a timer
 * of the application. Once the application is undeployed that timer is gone, and the server would
 * keep the connection, and by it everything that was deployed.
 */
public final class Suspension {

  /** For the application's timer to come first while there is one. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private Suspension() {}

  /** Has the container end the request when the application should have, and did not. */
  public static void limit(HttpServletRequest request, Duration longestWait) {
    if (request.isAsyncStarted()) {
      request.getAsyncContext().setTimeout(longestWait.plus(GRACE).toMillis());
    }
  }
}
