package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.testing.ScriptedKey;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The person behind an agent is gone, or has lost the role (R11; threat 15 of the authority). */
class ReportedUserTest {

  private static final String DISABLED = "risc/event-type/account-disabled";
  private static final String CHANGED = "caep/event-type/token-claims-change";

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
  void endsWhatAGonePersonAskedForBeItBoundToThePersonOrToARole() {
    enrol("reader", "Finance", List.of());
    enrol("planner", "Operations", List.of("operations"));
    report(DISABLED, Map.of(), Instant.now());
    assertThat(fixture.database.count("revocation")).isEqualTo(2);
    assertThat(fixture.database.count("user_withdrawal")).isOne();
  }

  @Test
  void endsByALostRoleOnlyWhatWasAskedForInIt() {
    enrol("reader", "Finance", List.of());
    enrol("planner", "Operations", List.of("operations"));
    report(
        CHANGED,
        Map.of("claims", Map.of("roles", List.of("operations", "auditor"))),
        Instant.now());
    assertThat(fixture.database.count("revocation")).isZero();
    report(CHANGED, Map.of("claims", Map.of("roles", List.of("auditor"))), Instant.now());
    assertThat(fixture.database.count("revocation")).isOne();
    report(CHANGED, Map.of("claims", Map.of("email", "a@b.example")), Instant.now());
    assertThat(fixture.database.count("revocation")).isOne();
  }

  @Test
  void aTokenFromBeforeEnrolsNobodyAndALaterOneDoes() {
    report(DISABLED, Map.of(), Instant.now().plusSeconds(5));
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> enrol("reader", "Finance", List.of()));
    assertThat(refusal.type()).isEqualTo(ProblemType.USER_TOKEN_REJECTED);
    assertThat(refusal.check()).isEqualTo("user-token-withdrawn");
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isZero();
    TestDevice later = fixture.device();
    later.userToken = fixture.provider.token(Instant.now().plusSeconds(10));
    fixture.issue(later.send());
    assertThat(fixture.database.count("completion")).isOne();
  }

  /** The provider signs both, for one audience; only one of them says that the user is there. */
  @Test
  void aLogoutTokenIsNoUserToken() {
    TestDevice device = fixture.device();
    device.userToken =
        fixture.provider.token(
            fixture.clock.instant(),
            claims ->
                claims.put(
                    "events",
                    Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> fixture.issue(device.send()));
    assertThat(refusal.type()).isEqualTo(ProblemType.USER_TOKEN_REJECTED);
    assertThat(refusal.check()).isEqualTo("user-token-claim-events");
    assertThat(fixture.database.count("issuance")).isZero();
  }

  @Test
  void takesTheSameReportOnce() {
    String token =
        fixture.provider.event(Instant.now().minusSeconds(60), DISABLED, Map.of(), claims -> {});
    fixture.reports.take(token);
    enrol("reader", "Finance", List.of());
    fixture.reports.take(token);
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(fixture.database.count("user_withdrawal")).isOne();
  }

  @Test
  void olderTokensCountNoLongerAlsoWhereThePolicyIsMissing() throws IOException {
    enrol("reader", "Finance", List.of());
    Files.delete(folder.resolve("revocation/person-or-role-gone.json"));
    report(DISABLED, Map.of(), Instant.now().plusSeconds(5));
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(fixture.database.count("user_withdrawal")).isOne();
  }

  @Test
  void notesWhatSetsNothingOff() {
    enrol("reader", "Finance", List.of());
    report("caep/event-type/session-revoked", Map.of(), Instant.now());
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(fixture.database.count("user_withdrawal")).isZero();
  }

  /** The report finds a reservation and ends it; what the HSM signs for it is handed to nobody. */
  @Test
  void aReportThatComesDuringTheSignatureIsInTime() {
    TestDevice device = fixture.device();
    SigningKey working = fixture.key.get();
    fixture.key.set(
        ScriptedKey.during(
            working,
            () -> {
              fixture.key.set(working); // for the CRL
              report(DISABLED, Map.of(), Instant.now());
            }));
    Submission submission = device.send();
    refusesTheRevoked(submission);
    refusesTheRevoked(submission);
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("revocation")).isOne();
  }

  private void refusesTheRevoked(Submission submission) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> fixture.issue(submission, Optional.of("key-1")));
    assertThat(refusal.check()).isEqualTo("credential-revoked");
    assertThat(fixture.database.count("completion")).isZero();
  }

  private void report(String type, Map<String, Object> payload, Instant at) {
    fixture.reports.take(fixture.provider.event(at, type, payload, claims -> {}));
  }

  private void enrol(String name, String owner, List<String> roles) {
    TestDevice device = fixture.device();
    device.request.put("name", name);
    device.request.put("owner", owner);
    device.userToken =
        fixture.provider.token(fixture.clock.instant(), claims -> claims.put("roles", roles));
    fixture.issue(device.send());
  }
}
