package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestJoin;
import org.bailiwick.aca.testing.TestProvider;
import org.bailiwick.aca.testing.TestWorkload;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A token that a user was given ahead of time as initial trust (R6, R11; threats 2 and 15). */
class JoinTokenTest {

  private static final String USERS = "users/idp.json";

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
  void enrolsTheAgentThatWasAskedForOnBehalfOfTheUserOnce() {
    String token = token("join");
    TestWorkload first = workload(token);
    IssuedCredential issued = fixture.issue(first.send());
    AgentCredential credential = AgentCredential.read(issued.certificate());
    assertThat(credential.information().principal())
        .isEqualTo(new Principal(Principal.Kind.PERSON, TestProvider.ISSUER, "alice"));
    Grounds grounds = fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds();
    assertThat(grounds.device().orElseThrow().issuer()).isEqualTo(TestProvider.ISSUER);
    assertThat(grounds.device().orElseThrow().serialNumber()).isEqualTo("alice");
    assertThat(credential.trustworthiness().orElseThrow().rootsOfTrust())
        .containsExactly(new RootOfTrust(JoinTokens.TYPE, TestProvider.ISSUER));
    ProblemException second = refusal(workload(token).send());
    assertThat(second.type()).isEqualTo(ProblemType.EVIDENCE_REJECTED);
    assertThat(second.check()).isEqualTo("join-token-spent");
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("spent_nonce")).isOne();
  }

  @Test
  void aRoleThatTheUserHadWhenAskingAnswersForTheAgent() {
    String token =
        fixture
            .joins
            .issue(
                fixture.provider.token(
                    fixture.clock.instant(), c -> c.put("roles", List.of("operations"))),
                TestJoin.request("join", Map.of("owner", "Operations")))
            .text();
    TestWorkload workload = workload(token);
    workload.request.put("owner", "Operations");
    IssuedCredential issued = fixture.issue(workload.send());
    assertThat(AgentCredential.read(issued.certificate()).information().principal())
        .isEqualTo(new Principal(Principal.Kind.ROLE, TestProvider.ISSUER, "operations"));
    assertThat(
            fixture.database.count(
                "audit_entry where event = 'issue.decided'"
                    + " and details like '%\"subject_in\":%#operations%'"
                    + " and details like '%\"resource_in\":%#operations%'"
                    + " and details like '%\"policies\":\"issue-to-entitled-owner\"%'"))
        .isOne();
  }

  @Test
  void ofFiftyUsesAtOnceOneIsServed() throws Exception {
    String token = token("join");
    List<Submission> all = IntStream.range(0, 50).mapToObj(n -> workload(token).send()).toList();
    List<Future<String>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (Submission each : all) {
        Callable<String> one = () -> check(each);
        outcomes.add(threads.submit(one));
      }
    }
    List<String> checks = new ArrayList<>();
    for (Future<String> outcome : outcomes) {
      checks.add(outcome.get());
    }
    assertThat(checks).containsOnlyOnce("").containsOnly("", "join-token-spent");
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("spent_nonce")).isOne();
  }

  private String check(Submission submission) {
    try {
      fixture.issue(submission);
      return "";
    } catch (ProblemException refused) {
      return refused.check();
    }
  }

  @Test
  void aRequestThatIsRepeatedUnderItsKeyGetsTheSameAnswer() {
    Submission submission = workload(token("join")).send();
    IssuedCredential first = fixture.issue(submission, Optional.of("key-1"));
    IssuedCredential again = fixture.issue(submission, Optional.of("key-1"));
    assertThat(again.certificate()).isEqualTo(first.certificate());
    assertThat(fixture.database.count("issuance")).isOne();
  }

  @Test
  void anotherTokenOfTheUserRenewsAndNamesWhatItReplaces() {
    IssuedCredential first = fixture.issue(workload(token("join")).send());
    TestWorkload renewal = workload(token("join"));
    renewal.request.put("replaces", first.ref().serial().hex());
    fixture.issue(renewal.send());
    TestWorkload clone = workload(token("join"));
    clone.request.put("replaces", first.ref().serial().hex());
    assertThat(refusal(clone.send()).type()).isEqualTo(ProblemType.IDENTITY_FROZEN);
    assertThat(fixture.database.count("completion")).isEqualTo(2);
  }

  @Test
  void aUserOfALongNameIsNamedByItsDigest() {
    String name = "a".repeat(255);
    String token =
        fixture
            .joins
            .issue(
                fixture.provider.token(
                    fixture.clock.instant(),
                    claims -> {
                      claims.put("sub", name);
                      claims.put("roles", List.of("operations"));
                    }),
                TestJoin.request("join", Map.of("owner", "Operations")))
            .text();
    TestWorkload workload = workload(token);
    workload.request.put("owner", "Operations");
    IssuedCredential issued = fixture.issue(workload.send());
    Grounds grounds = fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds();
    assertThat(grounds.device().orElseThrow().serialNumber()).startsWith("sha256:").hasSize(50);
  }

  @Test
  void aRefusedRequestSpendsNoToken() {
    TestWorkload first = workload(token("join"));
    fixture.issue(first.send());
    String token = token("join");
    TestWorkload sameNonce = workload(token);
    sameNonce.request.put("nonce", first.nonce());
    assertThat(refusal(sameNonce.send()).check()).isEqualTo("nonce-spent");
    fixture.issue(workload(token).send());
    assertThat(fixture.database.count("completion")).isEqualTo(2);
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("profile", "device-join"),
        Arguments.of("name", "worker-2"),
        Arguments.of("owner", "Operations"),
        Arguments.of("capabilities", List.of()),
        Arguments.of("locator", "https://127.0.0.1:7001/other"),
        Arguments.of("validation_methods", List.of("mtls", "jwt")));
  }

  @ParameterizedTest
  @MethodSource("others")
  void isGoodForNothingElse(String member, Object value) {
    TestWorkload workload = workload(token("join"));
    workload.request.put(member, value);
    assertThat(refusal(workload.send()).check()).isEqualTo("join-token-request");
    requireNothingIssued();
  }

  @Test
  void refusesATokenThatWasNeverGiven() {
    String token = token("join");
    char last = token.charAt(token.length() - 1);
    String other = token.substring(0, token.length() - 1) + (char) (last + 1);
    assertThat(refusal(workload(other).send()).check()).isEqualTo("join-token-unknown");
    assertThat(refusal(workload("").send()).check()).isEqualTo("join-token-unknown");
    requireNothingIssued();
  }

  @Test
  void refusesAnExpiredTokenAndForgetsItADayLater() {
    String token = token("join");
    fixture.database.run("update join_token set expires_at = timestamp '2026-01-01 00:00:00'");
    assertThat(refusal(workload(token).send()).check()).isEqualTo("join-token-expired");
    requireNothingIssued();
    Instant end = Instant.parse("2026-01-01T00:00:00Z");
    fixture.database.writer().commit(JoinTokens.forgetEnded(end.plusSeconds(86_400)));
    assertThat(fixture.database.count("join_token")).isOne();
    fixture.database.writer().commit(JoinTokens.forgetEnded(end.plusSeconds(86_401)));
    assertThat(fixture.database.count("join_token")).isZero();
  }

  @Test
  void isWorthNothingWhenTheProviderReportedTheUser() {
    String token = token("join");
    fixture.reports.take(
        fixture.provider.event(
            Instant.now().plusSeconds(5), "risc/event-type/account-disabled", Map.of(), c -> {}));
    ProblemException refusal = refusal(workload(token).send());
    assertThat(refusal.check()).isEqualTo("user-token-withdrawn");
    requireNothingIssued();
  }

  @Test
  void isWorthNothingWhenTheOwnerWasTakenFromTheUser() throws Exception {
    String token = token("join");
    rewrite(USERS, "[\"Finance\"]", "[\"Legal\"]");
    ProblemException refusal = refusal(workload(token).send());
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo("owner-not-allowed");
    requireNothingIssued();
  }

  @Test
  void isWorthNothingWhenTheProviderIsTrustedNoMore() throws Exception {
    String token = token("join");
    rewrite(USERS, "\"issuer\":\"https://idp.example\"", "\"issuer\":\"https://other.example\"");
    assertThat(refusal(workload(token).send()).check()).isEqualTo("user-token-issuer-unknown");
    requireNothingIssued();
  }

  @Test
  void isWorthNothingWhenTheProfileIsGone() throws Exception {
    String token = token("join");
    rewrite("profiles/join.json", "\"name\":\"join\"", "\"name\":\"gone\"");
    assertThat(refusal(workload(token).send()).check()).isEqualTo("profile-unknown");
    requireNothingIssued();
  }

  @Test
  void aDeviceBringsItBesidesWhereTheProfileAsksForBoth() {
    TestDevice alone = device();
    alone.userToken = fixture.provider.token(fixture.clock.instant());
    assertThat(refusal(alone.send()).check()).isEqualTo("profile-attestors");
    TestDevice both = device();
    both.evidence.add(new EvidenceItem("join-token", token("device-join")));
    IssuedCredential issued = fixture.issue(both.send());
    Grounds grounds = fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds();
    assertThat(grounds.device().orElseThrow().serialNumber()).isEqualTo("SN-1");
    TestWorkload without = workload(token("device-join"));
    without.request.put("profile", "device-join");
    assertThat(refusal(without.send()).check()).isEqualTo("profile-attestors");
  }

  @Test
  void aRequestHasOneUser() {
    TestWorkload twice = workload(token("join"));
    twice.userToken = fixture.provider.token(fixture.clock.instant());
    ProblemException refusal = refusal(twice.send());
    assertThat(refusal.type()).isEqualTo(ProblemType.USER_TOKEN_REJECTED);
    assertThat(refusal.check()).isEqualTo("user-named-twice");
    TestDevice nobody = fixture.device();
    nobody.userToken = null;
    assertThat(refusal(nobody.send()).check()).isEqualTo("user-token-missing");
    requireNothingIssued();
  }

  private void requireNothingIssued() {
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isZero();
  }

  private ProblemException refusal(Submission submission) {
    return catchThrowableOfType(ProblemException.class, () -> fixture.issue(submission));
  }

  private String token(String profile) {
    return fixture
        .joins
        .issue(fixture.provider.token(fixture.clock.instant()), TestJoin.request(profile, Map.of()))
        .text();
  }

  private TestDevice device() {
    TestDevice device = fixture.device();
    device.userToken = null;
    device.request.put("profile", "device-join");
    device.request.put("name", "worker");
    return device;
  }

  private TestWorkload workload(String token) {
    return new TestWorkload(
            TestKeys.ec(), "join", fixture.nonces.mint().value(), fixture.clock.instant())
        .with("join-token", token);
  }

  private void rewrite(String file, String text, String by) throws Exception {
    Path path = folder.resolve(file);
    String before = Files.readString(path);
    assertThat(before).contains(text);
    Files.writeString(path, before.replace(text, by));
    TimeUnit.MILLISECONDS.sleep(1_100); // folders are looked at once a second
  }
}
