package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.intake.JobCallerRules;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.testing.TestEvents;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each reason for which a request would be refused now also ends the stream that it opened. */
@SuppressWarnings("UnnecessaryAssignment") // no container injects here
class JobFollowTest {
  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private final AtomicBoolean denying = new AtomicBoolean();
  private final List<ProblemException> refusals = new ArrayList<>();
  private MasterRig rig;
  private TestAgent reader;
  private JobStreams streams;
  private JobResource resource;
  private TokenRecord token;
  private VerifiedPeer buyer;
  private String jobId;
  private final TextShares shares = new TextShares(1 << 20);

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reader = new TestAgent(rig.ca, "invoice-reader", "invoice.parse@1");
    TestAgent.list(rig, reader);
    WorkflowRunner runner = IdleRunner.of(rig);
    DecisionPort policies = DefaultPolicies.inForce();
    DecisionPort port =
        request ->
            denying.get()
                ? new Decision.Deny(List.of("denied-now"), List.of("now"), "22")
                : policies.decide(request);
    JobViews views = new JobViews(rig.journal, shares, rig.contexts);
    streams = new JobStreams(rig.journal::find, views, Runnable::run, 100, rig.writer::record);
    resource = new JobResource();
    resource.control =
        new JobControl(
            new Gate(port, rig.writer), rig.journal, runner, views, rig.ca.domain(), rig.clock);
    resource.streams = streams;
    resource.callers =
        new JobCallerRules(
            new CallerAuthenticator("all-of(mtls,access-token)", rig.methods),
            new CallerAuthenticator("all-of(mtls)", rig.methods));
    buyer = rig.foreign(rig.partner.buyer);
    token = rig.accessToken(UUID.randomUUID().toString(), buyer, "invoice.parse@1");
    jobId = accept(runner);
  }

  @AfterEach
  void stop() {
    reader.close();
    rig.close();
  }

  @Test
  void aStreamOfTheJobsCallerEndsWithItsCertificate() {
    TestEvents events = follow(buyer, "Bearer " + signed());
    streams.refresh();
    assertThat(events.isClosed()).isFalse();
    refusals.add(
        new ProblemException(ProblemType.CREDENTIAL_REVOKED, "peer-revoked", "It was revoked."));
    assertEnds(events, "peer-revoked", buyer);
  }

  @Test
  void aStreamOfTheJobsCallerEndsWithItsAccessToken() {
    TestEvents expiring = follow(buyer, "Bearer " + signed());
    rig.clock.move(Duration.ofMinutes(6));
    assertEnds(expiring, "access-token-expired", buyer);
    rig.clock.move(Duration.ofMinutes(-6));

    TestEvents ended = follow(buyer, "Bearer " + signed());
    rig.writer.commit(rig.ledger.ending(token.jti(), "test"));
    assertEnds(ended, "access-token-ended", buyer);
  }

  @Test
  void aStreamOfAnAuditorEndsWithCertificateOrRight() {
    VerifiedPeer auditor = rig.operator("auditor");
    TestEvents revoked = follow(auditor);
    refusals.add(
        new ProblemException(ProblemType.CREDENTIAL_NOT_TRUSTED, "peer-expired", "It is over."));
    assertEnds(revoked, "peer-expired", auditor);
    refusals.clear();

    TestEvents denied = follow(auditor);
    denying.set(true);
    assertEnds(denied, "denied-now", auditor);
  }

  private void assertEnds(TestEvents events, String check, VerifiedPeer reader) {
    int told = events.told();
    assertThat(told).isPositive();
    streams.refresh();
    assertThat(events.isClosed()).as(check).isTrue();
    assertThat(events.told()).isEqualTo(told);
    assertThat(streams.openStreams()).isZero();
    AuditRow row = rig.audit().getLast();
    assertThat(row.event()).isEqualTo("job-stream.ended");
    assertThat(row.check()).isEqualTo(check);
    assertThat(row.subject()).isEqualTo(reader.id().toString());
    assertThat(row.resource()).isEqualTo(jobId);
  }

  private TestEvents follow(VerifiedPeer peer, String... authorization) {
    Supplier<VerifiedPeer> again =
        () -> {
          if (!refusals.isEmpty()) {
            throw refusals.getFirst();
          }
          return peer;
        };
    resource.peer = TestPeers.context(peer, again);
    resource.headers = TestEvents.headers(authorization);
    resource.uri = TestEvents.uri();
    resource.request = TestEvents.request();
    TestEvents events = new TestEvents();
    resource.follow(jobId, events, TestEvents.SSE);
    return events;
  }

  private String signed() {
    return rig.tokens.sign(
        "at+jwt", TestTokens.claims(TestTokens.access(token, buyer), MasterRig.ISSUER));
  }

  private String accept(WorkflowRunner runner) {
    MasterSettings.Jobs limits =
        new MasterSettings.Jobs(
            Duration.ofHours(1),
            1 << 20,
            50,
            3,
            100,
            new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 1 << 22));
    Caller caller =
        new Caller(
            CallerIdentity.of(buyer),
            Optional.of(TestTokens.ALICE),
            Set.of("mtls", "access-token"),
            Optional.of(TestTokens.access(token, buyer)));
    return new JobIntake(IdleRunner.parts(rig), runner, limits, rig.records, shares)
        .accept(caller, JOB, Optional.empty());
  }
}
