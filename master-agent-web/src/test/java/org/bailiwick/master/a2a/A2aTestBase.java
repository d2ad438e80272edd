package org.bailiwick.master.a2a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.agentcard.TestCards;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.job.JobViews;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.push.PushConfigurations;
import org.bailiwick.master.push.TestPushes;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The operations of A2A on a real journal, with the default policies. */
abstract class A2aTestBase {

  @TempDir private Path folder;
  MasterRig rig;
  private TestAgent reader;
  private WorkflowRunner runner;
  JobStreams streams;
  private AgentTasks.Jobs jobs;
  AgentTasks tasks;
  Caller caller;
  final TextShares shares = new TextShares(1 << 20);

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reader = new TestAgent(rig.ca, "invoice-reader", "invoice.parse@1");
    TestAgent.list(rig, reader);
    runner = IdleRunner.of(rig);
    JobViews views = new JobViews(rig.journal, shares, rig.contexts);
    streams = new JobStreams(rig.journal::find, views, Runnable::run, 8, rig.writer::record);
    MasterSettings.Jobs limits =
        new MasterSettings.Jobs(
            Duration.ofHours(1),
            1 << 20,
            50,
            20,
            8,
            new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 100_000));
    jobs =
        new AgentTasks.Jobs(
            new JobIntake(IdleRunner.parts(rig), runner, limits, rig.records, shares),
            new JobControl(rig.gate, rig.journal, runner, views, rig.ca.domain(), rig.clock),
            streams);
    tasks = tasks(TestPushes.off(rig));
    caller = caller(TestTokens.ALICE);
  }

  AgentTasks tasks(PushConfigurations pushes) {
    return new AgentTasks(
        new CallerAuthenticator("all-of(mtls,access-token)", rig.methods),
        jobs,
        new TaskViews(rig.journal, shares),
        new OwnTasks(rig.store()),
        TestCards.of(rig),
        pushes,
        rig.clock);
  }

  @AfterEach
  void stop() {
    reader.close();
    rig.close();
  }

  Caller caller(String principal) {
    VerifiedPeer peer = rig.foreign(rig.partner.buyer);
    TokenRecord record =
        rig.accessToken(UUID.randomUUID().toString(), peer, "invoice.parse@1 fx.rates@1");
    return new Caller(
        CallerIdentity.of(peer),
        Optional.of(principal),
        Set.of("mtls", "access-token"),
        Optional.of(TestTokens.access(record, peer, principal)));
  }

  static MessageOrder order(String id, String more) {
    return MessageOrder.read(
        MessageMembers.of(
            "The request",
            "{\"message\":{\"messageId\":\""
                + id
                + "\",\"role\":\"ROLE_USER\",\"parts\":"
                + "[{\"data\":{\"capability\":\"invoice.parse@1\"}}]}"
                + more
                + "}"));
  }

  JobRecord started(String id) {
    return tasks.start(caller, order(id, ""));
  }

  static void refused(ThrowingCallable work, A2aError error, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, work);
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.extensions()).containsEntry("reason", error.name());
  }
}
