package org.bailiwick.master.accessrequest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.approver.ApproverRights;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.KnownEntities;

/** Produces the objects of access requests, one of each class. */
@ApplicationScoped
class AccessRequestBeans {

  @Inject private Clock clock;

  @Produces
  @Singleton
  AccessRequests requests(Store store, GroupWriter writer, Clock clock) {
    return new AccessRequests(store, writer, clock);
  }

  @Produces
  @Singleton
  AccessRequestList list(Store store, Clock clock) {
    return new AccessRequestList(store, clock);
  }

  @Produces
  @Singleton
  OwnRequests own(AgentInventory inventory) {
    return new OwnRequests(inventory);
  }

  @Produces
  @Singleton
  BindingTokens bindingTokens(OwnTokens tokens, Clock clock) {
    return new BindingTokens(tokens, clock);
  }

  @Produces
  @Singleton
  AccessApprovals approvals(
      AccessRequests requests, OwnRequests own, ApproverRights rights, Clock clock) {
    return new AccessApprovals(requests, own, rights, clock);
  }

  @Produces
  @Singleton
  RequestableDenials denials(
      ApplicationDecisions decisions,
      KnownEntities known,
      BindingTokens tokens,
      AccessApprovals approvals) {
    return new RequestableDenials(decisions, known, tokens, approvals, clock);
  }
}
