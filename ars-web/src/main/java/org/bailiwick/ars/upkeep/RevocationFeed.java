package org.bailiwick.ars.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.feed.RevocationEvent;
import org.bailiwick.node.feed.RevocationListener;

/**
 * Receives the authority's revocation events. It adds an event to the revocation view, so that the
 * next request sees it, and then ends the listing of the revoked credential's record. The feed
 * acknowledges the event after both.
 */
@ApplicationScoped
public class RevocationFeed implements RevocationListener {
  @Inject private CrlRevocations view;
  @Inject private RegistryTasks tasks;
  @Inject private Clock clock;

  @Override
  public void revoked(RevocationEvent event) {
    view.revoked(event);
    tasks.endRevoked(event, clock.instant());
  }

  @Override
  public void upToDate(Instant at) {
    view.upToDate(at);
  }
}
