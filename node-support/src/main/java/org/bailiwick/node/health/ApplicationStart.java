package org.bailiwick.node.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Knows whether a web application has started. Each application has a bean of its own type, since
 * an EAR may hold several. The server calls health checks while it still deploys the application. A
 * check that looked up a bean then would create it while another thread starts the application;
 * both need the same locks in different order, so they could deadlock. So no check looks up a bean
 * before the web module, which starts last, has started.
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

  /** The answer of a check by its name; DOWN, without a call of the check, before the start. */
  public HealthCheckResponse answer(String name, Function<String, HealthCheckResponse> check) {
    return over ? check.apply(name) : pending(name);
  }

  /** The answer of a check until the application has started. */
  public static HealthCheckResponse pending(String check) {
    return response(check, Optional.of("starting"));
  }

  /** UP, or DOWN with the fault as the reason. */
  public static HealthCheckResponse response(String check, Optional<String> fault) {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named(check).status(fault.isEmpty());
    fault.ifPresent(reason -> answer.withData("reason", reason));
    return answer.build();
  }
}
