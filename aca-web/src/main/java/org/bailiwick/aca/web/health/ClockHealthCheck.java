package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.aca.clock.ClockTrust;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the clock can be believed; nothing is signed by it while it can't. */
@Readiness
@ApplicationScoped
public class ClockHealthCheck implements HealthCheck {

  @Inject private AuthorityStartup started;
  @Inject private Provider<ClockTrust> trust;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return AuthorityStartup.pending("clock");
    }
    var response = HealthCheckResponse.named("clock");
    return trust
        .get()
        .fault()
        .map(fault -> response.down().withData("reason", fault).build())
        .orElseGet(() -> response.up().build());
  }
}
