package org.bailiwick.master.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.bailiwick.master.approval.ApprovalNeed;
import org.bailiwick.master.approval.Approvals;
import org.bailiwick.master.approval.TestApprovals;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.runner.RunnerSettings;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.slots.CallBounds;
import org.bailiwick.master.workers.Workers;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.peer.RevocationState;

/** A workflow runner whose tasks never run, so that accepted jobs keep their state. */
public final class IdleRunner {
  private static final RevocationState GOOD = new RevocationState.Good();

  private IdleRunner() {}

  public static WorkflowRunner of(MasterRig rig) {
    return new WorkflowRunner(
        parts(rig),
        new RunnerSettings(
            new CallBounds(1, 1, 1, 1),
            Duration.ofSeconds(1),
            1,
            Duration.ofSeconds(1),
            new RunnerSettings.Polls(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            Duration.ofSeconds(15),
            new RunnerSettings.Memory(100, 1 << 20, 1 << 20)),
        new Workers(task -> {}, Executors.newSingleThreadScheduledExecutor()));
  }

  public static WorkflowRunner.Parts parts(MasterRig rig) {
    return parts(rig, rig.gate);
  }

  /** The same with other policies. */
  public static WorkflowRunner.Parts parts(MasterRig rig, Gate gate) {
    return parts(rig, gate, new Catalogue(Optional.empty(), rig.clock));
  }

  /** The same with a catalogue. */
  public static WorkflowRunner.Parts parts(MasterRig rig, Gate gate, Catalogue catalogue) {
    NodeHttp nobody = new NodeHttp(NodeHttpSettings.of(Path.of("none")), Set::of);
    return new WorkflowRunner.Parts(
        rig.journal,
        rig.ledger,
        new WorkflowRunner.StepParts(
            rig.inventory,
            rig.partnerRights,
            rig.credentials((certificate, anchor) -> GOOD, (issuer, serial) -> GOOD),
            rig.accounts,
            gate,
            rig.mint,
            new AssetCallers(new AgentCaller(nobody), TestDomainCaller.of(rig, Path.of("none"))),
            new Approvals(
                rig.store(),
                ApprovalNeed.NONE,
                Duration.ofDays(3),
                TestApprovals.review(rig, rig.gate))),
        rig.plans,
        catalogue,
        new Lease(rig.writer, "test", rig.clock),
        jobId -> {},
        rig.clock);
  }
}
