package org.bailiwick.ars.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.FeedState;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness: reports whether the authority's revocation data are fresh enough for the registry to
 * answer, the state of the event feed, and the difference between the system clock and the time
 * that has passed since the start.
 */
@Readiness
@ApplicationScoped
public class AuthorityHealth implements HealthCheck {
  @Inject private RegistryStartup started;
  @Inject private Provider<CredentialStatus> status;
  @Inject private Provider<AuthorityFeed> feed;
  @Inject private Provider<SteadyTime> time;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return RegistryStartup.pending("ars-feed");
    }
    FeedState state = feed.get().state();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("ars-feed")
            .status(status.get().isFresh())
            .withData("connected", state.connected())
            .withData("fault", state.fault())
            .withData("clock-drift", time.get().drift().toString());
    state.heardAt().ifPresent(at -> answer.withData("heard-at", at.toString()));
    return answer.build();
  }
}
