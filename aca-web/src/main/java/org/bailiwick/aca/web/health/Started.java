package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the application has started. The server answers questions about health while it deploys
 * the application, and a check that needs a bean then makes it: beside the thread that starts the
 * application, which needs the same locks in another order, and both wait for good. So until the
 * web module is there, which comes last, a check needs nothing.
 */
@ApplicationScoped
public class Started {
  private volatile boolean over;

  void over(@Observes @Initialized(ApplicationScoped.class) ServletContext web) {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  static HealthCheckResponse pending(String check) {
    return HealthCheckResponse.named(check).down().withData("reason", "starting").build();
  }
}
