package org.bailiwick.master.accessrequest;

import org.bailiwick.master.approval.TestApprovals;
import org.bailiwick.master.approver.ApproverRights;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.KnownEntities;

/** The objects of access requests as a node makes them, on the database of a rig. */
public record TestAccessRequests(MasterRig rig, Gate gate, AccessRequests requests) {

  public static TestAccessRequests of(MasterRig rig) {
    return of(rig, rig.gate);
  }

  /** With other policies about who decides. */
  public static TestAccessRequests of(MasterRig rig, Gate gate) {
    return new TestAccessRequests(
        rig, gate, new AccessRequests(rig.store(), rig.writer, rig.clock));
  }

  public RequestableDenials denials(ApplicationDecisions decisions, KnownEntities known) {
    ApproverRights rights = new ApproverRights(rig.people, gate, TestApprovals.ownJobs(rig));
    return new RequestableDenials(
        decisions,
        known,
        tokens(),
        new AccessApprovals(requests, own(), rights, rig.clock),
        rig.clock);
  }

  public AccessTasks tasks(ApplicationDecisions decisions, KnownEntities known) {
    return new AccessTasks(
        requests, tokens(), denials(decisions, known), decisions, rig.writer, rig.clock);
  }

  public AccessRequestControl control() {
    return new AccessRequestControl(
        requests,
        new AccessRequestList(rig.store(), rig.clock),
        own(),
        gate,
        rig.writer,
        rig.clock);
  }

  private OwnRequests own() {
    return new OwnRequests(rig.inventory);
  }

  private BindingTokens tokens() {
    return new BindingTokens(rig.tokens, rig.clock);
  }
}
