package org.bailiwick.master.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.master.enforcementfeed.EnforcementFeed;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.feed.RevocationEvent;
import org.bailiwick.node.feed.RevocationListener;

/**
 * Receives the authority's revocation events. It puts an event first into the revocation view,
 * which every request uses, then into the inventory, so that no step is released to the agent,
 * tells enforcement points, and then cancels the agent's calls and has all event streams ask for
 * the right of their readers.
 */
@ApplicationScoped
public class RevocationNews implements RevocationListener {

  @Inject private CrlRevocations view;
  @Inject private AgentInventory inventory;
  @Inject private Instance<WorkflowRunner> runner;
  @Inject private Instance<JobStreams> streams;
  @Inject private EnforcementFeed enforcement;

  @Override
  public void revoked(RevocationEvent event) {
    SerialNumber serial = new SerialNumber(event.serial());
    view.revoked(event);
    inventory.revoke(serial);
    enforcement.revoked(event);
    runner.get().credentialRevoked(serial);
    streams.get().refresh();
  }

  @Override
  public void upToDate(Instant at) {
    view.upToDate(at);
  }
}
