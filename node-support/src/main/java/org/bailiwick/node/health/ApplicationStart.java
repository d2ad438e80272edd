package org.bailiwick.node.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether a web application has started; each has a bean of this type of its own, since several may
 * be in one EAR. The server answers questions about health while it deploys the application, and a
 * check that needs a bean then makes it: beside the thread that starts the application, which needs
 * the same locks in another order, and both wait for good. So until the web module is there, which
 * comes last, a check needs nothing.
 */
public abstract class ApplicationStart {
  private volatile boolean over;

  /** Called by the container. */
  protected void over(@Observes @Initialized(ApplicationScoped.class) ServletContext web) {
    over = true;
  }

  public boolean isOver() {
    return over;
  }

  /** The answer of a check until the application has started. */
  public static HealthCheckResponse pending(String check) {
    return HealthCheckResponse.named(check).down().withData("reason", "starting").build();
  }
}
