package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.CloudSigner;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestWorkload;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that sign by their own key and bring an instance's document (requirement R6). */
class InstanceEnrolmentTest {

  private static final String TYPE = "aws-document";

  @TempDir private Path folder;
  private CloudSigner cloud;
  private IssuerFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    cloud = new CloudSigner(folder, "frankfurt", "rsa:2048");
    cloud.trustIn(folder.resolve("aws"));
    Files.writeString(
        folder.resolve("aws/ours.json"),
        """
        {"certificates":["frankfurt.pem"],"accounts":["123456789012"],
         "regions":["eu-central-1"]}
        """);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void issuesOnAnInstancesDocumentAlone() {
    TestWorkload workload = workload();
    IssuedCredential issued = fixture.issue(workload.send());
    AgentCredential credential = AgentCredential.read(issued.certificate());
    assertThat(credential.agent()).hasToString("spiffe://bailiwick.example/agent/worker");
    assertThat(credential.information().attestation().status()).isEqualTo("none");
    assertThat(issued.certificate().getPublicKey()).isEqualTo(workload.agentKey.getPublic());
    LedgerEntry entry = fixture.ledger.find(issued.ref()).orElseThrow();
    assertThat(entry.issuance().grounds().device().orElseThrow().issuer())
        .isEqualTo("aws:123456789012:eu-central-1");
    assertThat(entry.issuance().grounds().device().orElseThrow().serialNumber()).isEqualTo("i-1");
  }

  @Test
  void issuesToADeviceThatBringsADocumentBesides() {
    TestDevice device = fixture.device();
    device.request.put("profile", "both");
    device.evidence.add(item(document("i-1")));
    IssuedCredential issued = fixture.issue(device.send());
    assertThat(
            fixture
                .ledger
                .find(issued.ref())
                .orElseThrow()
                .issuance()
                .grounds()
                .device()
                .orElseThrow()
                .serialNumber())
        .isEqualTo("SN-1");
  }

  @Test
  void refusesADeviceAloneWhereTheProfileAsksForMore() {
    TestDevice device = fixture.device();
    device.request.put("profile", "both");
    refuses(device.send(), "profile-attestors");
  }

  @Test
  void refusesADocumentWhereTheProfileAsksForADevice() {
    refuses(
        changed(workload -> workload.request.put("profile", "agent-default")), "profile-attestors");
  }

  @Test
  void threat4RefusesAStatementByAnotherKeyThanTheCsrs() {
    KeyPair other = TestKeys.ec();
    refuses(
        changed(
            workload -> {
              workload.shownKey = other.getPublic();
              workload.statementSigner = other.getPrivate();
            }),
        "statement-key-not-agents");
    refuses(
        changed(workload -> workload.statementSigner = other.getPrivate()), "statement-signature");
  }

  @Test
  void threat4RefusesEvidenceThatTheStatementDoesNotName() {
    refuses(
        changed(workload -> workload.request.put("evidence_sha256", List.of("x"))),
        "statement-evidence-mismatch");
    refuses(
        changed(workload -> workload.request.put("evidence_sha256", List.of())),
        "statement-evidence-mismatch");
  }

  @Test
  void threat6RefusesMissingUnknownAndRepeatedEvidence() {
    refuses(changed(workload -> workload.evidence.clear()), "evidence-missing");
    refuses(changed(workload -> workload.with("other", "x")), "evidence-type-unknown");
    refuses(changed(workload -> workload.with(TYPE, document("i-2"))), "evidence-type-twice");
    refuses(changed(workload -> workload.eat = Optional.of("a.b.c")), "eat-without-device");
    refuses(changed(workload -> workload.header.put("x5c", List.of())), "statement-header");
  }

  @Test
  void threat3BindsAnInstanceToTheFirstKeyThatComesWithIt() {
    TestWorkload first = workload();
    fixture.issue(first.send());
    refuses(changed(workload -> {}), "subject-bound-to-another-key");

    TestWorkload again =
        new TestWorkload(
            first.agentKey, "instance", fixture.nonces.mint().value(), fixture.clock.instant());
    again.userToken = first.userToken;
    again.with(TYPE, document("i-1"));
    assertThat(fixture.issue(again.send())).isNotNull();
  }

  @Test
  void bindsNoInstanceOnWhichNothingWasReserved() {
    refuses(
        changed(workload -> workload.request.put("capabilities", List.of("ledger.post@1"))),
        "capability-not-granted");
    assertThat(fixture.database.count("anchor_use")).isZero();
  }

  @Test
  void threat2IssuesOnceForFiftyParallelUsesOfAnInstanceWithDifferentKeys() throws Exception {
    List<Callable<Object>> attempts = new ArrayList<>();
    String document = document("i-1");
    for (int i = 0; i < 50; i++) {
      TestWorkload workload = empty().with(TYPE, document);
      workload.request.put("name", "worker-" + i);
      Submission submission = workload.send();
      attempts.add(() -> outcomeOf(submission));
    }
    List<Object> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(attempts.size())) {
      for (Future<Object> each : threads.invokeAll(attempts)) {
        outcomes.add(each.get());
      }
    }
    assertThat(outcomes).filteredOn(IssuedCredential.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn("subject-bound-to-another-key"::equals).hasSize(49);
    assertThat(fixture.database.count("anchor_use")).isOne();
  }

  private Object outcomeOf(Submission submission) {
    try {
      return fixture.issue(submission);
    } catch (ProblemException refusal) {
      return refusal.check();
    }
  }

  private String document(String instance) {
    return cloud.sign(
        """
        {"accountId":"123456789012","region":"eu-central-1","instanceId":"%s","pendingTime":"%s"}
        """
            .formatted(instance, fixture.clock.instant().truncatedTo(ChronoUnit.SECONDS)),
        "-nodetach");
  }

  private static EvidenceItem item(String token) {
    return new EvidenceItem(TYPE, token);
  }

  private TestWorkload empty() {
    TestWorkload workload =
        new TestWorkload("instance", fixture.nonces.mint().value(), fixture.clock.instant());
    workload.userToken = fixture.provider.token(fixture.clock.instant());
    return workload;
  }

  private TestWorkload workload() {
    return empty().with(TYPE, document("i-1"));
  }

  private Submission changed(Consumer<TestWorkload> change) {
    TestWorkload workload = workload();
    change.accept(workload);
    return workload.send();
  }

  private void refuses(Submission submission, String check) {
    fixture.refuses(() -> fixture.issue(submission), check);
  }
}
