package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.FeedState;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: reports whether the authority's event feed is connected. */
@Readiness
@ApplicationScoped
public class FeedHealth implements HealthCheck {
  @Inject private MasterStartup started;
  @Inject private Provider<AuthorityFeed> feed;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return MasterStartup.pending("master-feed");
    }
    FeedState state = feed.get().state();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("master-feed")
            .status(state.connected())
            .withData("fault", state.fault());
    state.heardAt().ifPresent(at -> answer.withData("heard-at", at.toString()));
    return answer.build();
  }
}
