package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.ScriptedKey;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialIssuerTest {

  @TempDir private Path folder;
  private IssuerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void issuesWhatTheDeviceSignedFor() throws Exception {
    TestDevice device = fixture.device();
    IssuedCredential issued = fixture.issue(device.send());

    issued.certificate().verify(fixture.ca.issuing().getPublicKey());
    AgentCredential credential = AgentCredential.read(issued.certificate());
    assertThat(credential.agent()).hasToString("spiffe://bailiwick.example/agent/reader");
    assertThat(credential.information().owner()).hasToString("Finance");
    assertThat(credential.information().capabilities().scope()).isEqualTo("invoice.parse@1");
    assertThat(credential.information().principal().subject()).isEqualTo("alice");
    assertThat(issued.certificate().getPublicKey()).isEqualTo(device.agentKey.getPublic());
    LedgerEntry entry = fixture.ledger.find(issued.ref()).orElseThrow();
    assertThat(entry.certificate()).contains(issued.certificate().getEncoded());
    assertThat(entry.issuance().grounds().device().orElseThrow().serialNumber()).isEqualTo("SN-1");
    assertThat(entry.issuance().grounds().verdict()).startsWith("affirming");
  }

  @Test
  void keepsTheProfilesValidityToTheSecond() {
    IssuedCredential issued = fixture.issue(fixture.device().send());
    Duration length =
        Duration.between(
            issued.certificate().getNotBefore().toInstant(),
            issued.certificate().getNotAfter().toInstant());
    assertThat(length.plusSeconds(1)).isEqualTo(Duration.ofHours(24).plusMinutes(5));
  }

  @ParameterizedTest
  @MethodSource("org.bailiwick.aca.issuance.EnrolmentDefect#all")
  void refusesAndReservesNothing(EnrolmentDefect defect) {
    TestDevice device = fixture.device();
    defect.change().accept(device, fixture);
    Submission submission = device.send();
    assertThatThrownBy(() -> fixture.issue(submission))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.check()).isEqualTo(defect.check());
              assertThat(refusal.type()).isEqualTo(defect.type());
            });
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isZero();
    assertThat(fixture.database.count("agent_name")).isZero();
  }

  @Test
  void bindsToTheRoleThatMayActForTheOwner() {
    TestDevice device = fixture.device();
    device.request.put("owner", "Operations");
    device.userToken =
        fixture.provider.token(
            fixture.clock.instant(), claims -> claims.put("roles", List.of("operations")));
    AgentCredential credential = AgentCredential.read(fixture.issue(device.send()).certificate());
    assertThat(credential.information().principal().kind().text()).isEqualTo("role");
    assertThat(credential.information().principal().subject()).isEqualTo("operations");
  }

  @Test
  void keepsANameForItsFirstOwner() {
    fixture.issue(fixture.device().send());
    TestDevice other = fixture.device();
    other.request.put("owner", "Operations");
    other.userToken =
        fixture.provider.token(
            fixture.clock.instant(), claims -> claims.put("roles", List.of("operations")));
    assertProblem(() -> fixture.issue(other.send()), ProblemType.NAME_OWNED_BY_ANOTHER);
    assertThat(fixture.database.count("issuance")).isOne();
  }

  @Test
  void namesThePredecessorOnRenewal() {
    IssuedCredential first = fixture.issue(fixture.device().send());
    IssuedCredential second = fixture.issue(fixture.device().send());
    assertThat(fixture.ledger.find(second.ref()).orElseThrow().issuance().predecessor())
        .contains(first.ref().serial());
  }

  @Test
  void issuesOnceForFiftyParallelUsesOfANonce() throws Exception {
    Submission submission = fixture.device().send();
    List<Object> outcomes = parallel(50, () -> outcomeOf(submission, Optional.empty()));
    assertThat(outcomes).filteredOn(IssuedCredential.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn("nonce-spent"::equals).hasSize(49);
    assertThat(fixture.database.count("issuance")).isOne();
  }

  @Test
  void givesParallelTwinsTheSameCertificate() throws Exception {
    Submission submission = fixture.device().send();
    Set<Object> certificates = new HashSet<>();
    for (Object outcome : parallel(20, () -> outcomeOf(submission, Optional.of("key-1")))) {
      assertThat(outcome).isInstanceOf(IssuedCredential.class);
      certificates.add(((IssuedCredential) outcome).certificate());
    }
    assertThat(certificates).hasSize(1);
    assertThat(fixture.database.count("completion")).isOne();
  }

  @Test
  void refusesAKeyForAnotherRequest() {
    fixture.issue(fixture.device().send(), Optional.of("key-1"));
    TestDevice sameDevice = fixture.device();
    Submission first = sameDevice.send();
    fixture.issue(first, Optional.of("key-2"));
    sameDevice.request.put("locator", "https://127.0.0.1:7002/work");
    Submission second = sameDevice.send();
    assertProblem(
        () -> fixture.issue(second, Optional.of("key-2")), ProblemType.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void finishesAReservationThatTheHsmLeftUnsigned() {
    SigningKey working = fixture.key.get();
    fixture.key.set(ScriptedKey.away(working));
    Submission submission = fixture.device().send();
    assertProblem(
        () -> fixture.issue(submission, Optional.of("key-1")), ProblemType.SIGNER_UNAVAILABLE);
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("completion")).isZero();

    fixture.key.set(working);
    IssuedCredential issued = fixture.issue(submission, Optional.of("key-1"));
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.ledger.find(issued.ref()).orElseThrow().certificate()).isPresent();
  }

  @Test
  void handsOutNothingThatIsSignedWrongly() {
    byte[] another = {0x30, 0x06, 2, 1, 1, 2, 1, 1};
    fixture.key.set(new ScriptedKey(fixture.key.get(), tbs -> another));
    Submission submission = fixture.device().send();
    assertProblem(() -> fixture.issue(submission), ProblemType.SIGNER_UNAVAILABLE);
    assertThat(fixture.database.count("completion")).isZero();
  }

  private Object outcomeOf(Submission submission, Optional<String> key) {
    try {
      return fixture.issue(submission, key);
    } catch (ProblemException refusal) {
      return refusal.check();
    }
  }

  private static List<Object> parallel(int times, Callable<Object> work)
      throws InterruptedException, ExecutionException {
    List<Object> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
      List<Callable<Object>> all = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        all.add(work);
      }
      for (Future<Object> each : threads.invokeAll(all)) {
        outcomes.add(each.get());
      }
    }
    return outcomes;
  }

  private static void assertProblem(Runnable act, ProblemType type) {
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.type()).isEqualTo(type));
  }
}
