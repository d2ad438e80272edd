package org.bailiwick.node.request;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/**
 * Sets the container's time limit for a suspended request, and notes when the container has ended
 * it. JAX-RS ends a suspension by a timer of the application, which is gone after an undeployment;
 * without a limit the server would then keep the connection, and the application, in memory.
 */
public final class Suspension {

  /** Lets the application's timer run first while there is one. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private Suspension() {}

  /** Lets the container end the request if the application has not ended it in time. */
  public static void limit(HttpServletRequest request, Duration longestWait) {
    if (request.isAsyncStarted()) {
      AsyncContext suspended = request.getAsyncContext();
      suspended.setTimeout(longestWait.plus(GRACE).toMillis());
      suspended.addListener(new Release(RequestContext.current()));
    }
  }

  private record Release(RequestContext context) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      context.release();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      context.release();
    }

    @Override
    public void onError(AsyncEvent event) {
      context.release();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this); // the server forgets its listeners
    }
  }
}
