package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step is released only while caller, partner and agent may take part in it. */
class StepPartiesTest {

  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";
  private static final String TWO_STEPS =
      """
      {"purpose":"p","steps":[
        {"id":"a","capability":"invoice.parse@1"},
        {"id":"b","capability":"fx.rates@1","after":["a"]}]}""";
  private static final RevocationState STALE = new RevocationState.Unknown("stale");
  private static final RevocationState REVOKED =
      new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);

  @TempDir java.nio.file.Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent rates;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rates = rig.agent("rate-finder", "fx.rates@1");
    rig.listAgents();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** The registry confirmed its list while the authority was heard, and the list is still fresh. */
  @Test
  void aStepWaitsWhileItIsNotKnownWhetherItsAgentIsRevoked() {
    rig.agentState = STALE;
    String id = waitsFor("agent-status-stale");
    rig.agentState = new RevocationState.Good();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  @Test
  void aStepWaitsWhileItIsNotKnownWhetherItsCallerIsRevoked() {
    rig.callerState = STALE;
    String id = waitsFor("caller-status-stale");
    rig.callerState = new RevocationState.Good();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  private String waitsFor(String check) {
    String id = rig.accept(ONE_STEP);
    rig.runner().accept(id, () -> {});
    await().atMost(Duration.ofSeconds(15)).until(() -> step(id).reason().isPresent());
    assertThat(step(id).reason()).contains("dependency-unavailable: " + check);
    assertThat(rows("step.delayed")).extracting(AuditRow::check).containsExactly(check);
    assertThat(reader.orders()).isEmpty();
    return id;
  }

  /** The feed has said nothing, so only the CRL has the revocation. */
  @Test
  void anAgentThatTheCrlListsGetsNoStep() {
    rig.agentState = REVOKED;
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).reason())
        .contains("step a: credential-revoked: spiffe://bailiwick.example/agent/invoice-reader");
    assertThat(reader.orders()).isEmpty();
  }

  @Test
  void theAnswerOfAnAgentThatWasRevokedMeanwhileIsNotUsed() {
    reader.does(
        exchange -> {
          rig.agentState = REVOKED;
          TestAgent.output(exchange, "{\"output\":1}");
        });
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).reason().orElseThrow())
        .startsWith("step a: credential-revoked: ");
  }

  @Test
  void aRevokedCallersNextStepIsNotReleased() {
    reader.does(
        exchange -> {
          rig.callerState = REVOKED;
          TestAgent.output(exchange, "{\"output\":1}");
        });
    assertThat(rig.finished(rig.runner(), rig.accept(TWO_STEPS)).reason())
        .contains("step b: credential-revoked: " + rig.master.partner.buyer.id());
    assertThat(rates.orders()).isEmpty();
  }

  /** An agent registers its new credential after its listener shows it. */
  @Test
  void anAgentThatHasRenewedItsCredentialGetsWorkBeforeItRegistersIt() {
    SerialNumber former =
        new SerialNumber(
            rig.master
                .ca
                .agent("invoice-reader", "invoice.parse@1")
                .certificate()
                .getSerialNumber());
    rig.listAt(reader, reader.listed().locator(), former);
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).state())
        .isEqualTo(ExecutionState.DONE);
    assertThat(reader.orders()).hasSize(1);
  }

  @Test
  void aRemovedPartnersJobEndsBeforeItsNextStep() {
    assertEndsAfter(() -> rig.master.partner.remove(), "step b: partner-removed: partner.example");
    assertThat(rows("step.failed")).extracting(AuditRow::check).containsExactly("partner-removed");
  }

  @Test
  void aScopeThatThePartnerHasLostEndsTheJobBeforeAStepThatNeedsIt() {
    assertEndsAfter(
        () -> rig.master.partner.limitTo("invoice.parse@1"),
        "step b: partner-scope: partner.example");
    assertThat(rows("step.failed")).extracting(AuditRow::check).containsExactly("partner-scope");
  }

  private void assertEndsAfter(Runnable change, String reason) {
    reader.does(
        exchange -> {
          change.run();
          rig.master.clock.move(Duration.ofSeconds(3));
          TestAgent.output(exchange, "{\"output\":1}");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(TWO_STEPS));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason()).contains(reason);
    assertThat(rates.orders()).isEmpty();
  }

  /** An operator who saves half a file does not end the partner's jobs. */
  @Test
  void aStepWaitsWhileThePartnersDescriptionIsFaulty() {
    AtomicInteger calls = new AtomicInteger();
    reader.does(
        exchange -> {
          calls.incrementAndGet();
          rig.master.partner.write("{");
          rig.master.clock.move(Duration.ofSeconds(3));
          TestAgent.output(exchange, "{\"output\":1}");
        });
    String id = rig.accept(TWO_STEPS);
    rig.runner().accept(id, () -> {});
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                rows("step.delayed").stream()
                    .anyMatch(row -> row.check().equals("partner-description-faulty")));
    assertThat(rates.orders()).isEmpty();
    rig.master.partner.limitTo("invoice.parse@1", "fx.rates@1");
    rig.master.clock.move(Duration.ofSeconds(3));
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(calls).hasValue(1);
  }

  private StepRecord step(String jobId) {
    return rig.master.journal.find(jobId).orElseThrow().steps().getFirst();
  }

  private List<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event)).toList();
  }
}
