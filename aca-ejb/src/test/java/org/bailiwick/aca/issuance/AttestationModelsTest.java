package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.TestCbor;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A result that a device brings along (passport), and one that nobody gives (background check). */
class AttestationModelsTest {

  @TempDir private Path folder;
  private final TestVerifier verifier = new TestVerifier();
  private IssuerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
    verifier.trustIn(folder.resolve("verifiers"), "\"passport\":true");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** A device that brings a result for this key, changed, in place of evidence. */
  private TestDevice bringing(KeyPair key, Consumer<Map<String, Object>> change) {
    TestDevice device = fixture.device();
    device.attests = false;
    Map<String, Object> claims =
        verifier.ear(device.request.get("nonce").toString(), fixture.clock.instant());
    claims.put(
        "cnf", TestVerifier.cnf(key == null ? device.agentKey.getPublic() : key.getPublic()));
    change.accept(claims);
    device.evidence.add(item(verifier.sign(claims)));
    return device;
  }

  private TestDevice bringing(Consumer<Map<String, Object>> change) {
    return bringing(null, change);
  }

  private static EvidenceItem item(String ear) {
    return new EvidenceItem("attestation-result", ear);
  }

  private void refuses(TestDevice device, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> fixture.issue(device.send()));
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isZero();
  }

  @Test
  void issuesOnAResultForTheAgentsKeyAndKeepsItPerSerial() {
    IssuedCredential issued = fixture.issue(bringing(claims -> {}).send());
    AgentCredential credential = AgentCredential.read(issued.certificate());
    assertThat(credential.information().attestation().verifier())
        .isEqualTo("https://verifier.example/vts_0.0.1");
    assertThat(fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds().verdict())
        .isEqualTo(
            "affirming https://verifier.example/policy/1 {executables=2, instance-identity=2}");
  }

  @Test
  void issuesOnAResultForTheDevicesKeyInACmwRecord() {
    TestDevice device = fixture.device();
    device.attests = false;
    Map<String, Object> claims =
        verifier.ear(device.request.get("nonce").toString(), fixture.clock.instant());
    claims.put("cnf", TestVerifier.cnf(device.deviceKey.getPublic()));
    String value =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(verifier.sign(claims).getBytes(StandardCharsets.US_ASCII));
    device.evidence.add(
        item(
            "[\"application/eat+jwt; eat_profile=\\\"tag:ietf.org,2026:rats/ear#03\\\"\",\""
                + value
                + "\",8]"));
    assertThat(fixture.issue(device.send())).isNotNull();
  }

  @Test
  void refusesABadResult() {
    Map<String, Object> bad = Map.of("a", TestVerifier.submodule("contraindicated", 96));
    refuses(
        bringing(claims -> claims.put("submods", bad)),
        ProblemType.ATTESTATION_NOT_AFFIRMING,
        "ear-executables-contraindicated");
    Map<String, Object> nothing = Map.of("a", TestVerifier.submodule("none", 2));
    refuses(
        bringing(claims -> claims.put("submods", nothing)),
        ProblemType.ATTESTATION_NOT_AFFIRMING,
        "ear-status-none");
  }

  @Test
  void theWorseOfEvidenceAndResultCounts() {
    TestDevice device =
        bringing(
            claims -> claims.put("submods", Map.of("a", TestVerifier.submodule("warning", 2))));
    device.attests = true;
    refuses(device, ProblemType.ATTESTATION_NOT_AFFIRMING, "ear-status-warning");
    TestDevice other = bringing(claims -> {});
    other.attests = true;
    other.eat.put("program_digest", "sha-256:12");
    refuses(other, ProblemType.ATTESTATION_NOT_AFFIRMING, "attestation-program-changed");
  }

  @Test
  void refusesAResultOfAnotherKeyNonceOrVerifier() {
    refuses(bringing(TestKeys.ec(), c -> {}), ProblemType.EVIDENCE_REJECTED, "ear-key");
    refuses(
        bringing(c -> c.put("eat_nonce", fixture.nonces.mint().value())),
        ProblemType.EVIDENCE_REJECTED,
        "ear-nonce");
    refuses(
        bringing(
            c ->
                c.put(
                    "ear_verifier_id", Map.of("developer", "https://other.example", "build", "1"))),
        ProblemType.EVIDENCE_REJECTED,
        "ear-verifier-unknown");
  }

  @Test
  void refusesResultsThatNobodyAllowedApplicantsToBring() {
    verifier.trustIn(
        folder.resolve("verifiers"),
        "\"url\":\"https://localhost:1/v1\",\"media_types\":[\"application/eat+jwt\"]");
    refuses(bringing(c -> {}), ProblemType.EVIDENCE_REJECTED, "ear-verifier-unknown");
  }

  @Test
  void refusesTwoResultsAndOneThatTheStatementDoesNotName() {
    TestDevice twice = bringing(claims -> {});
    twice.evidence.add(twice.evidence.getFirst());
    refuses(twice, ProblemType.EVIDENCE_REJECTED, "evidence-type-twice");
    TestDevice unnamed = bringing(claims -> {});
    unnamed.request.put("evidence_sha256", List.of(Claims.sha256("other")));
    refuses(unnamed, ProblemType.EVIDENCE_REJECTED, "statement-evidence-mismatch");
  }

  @Test
  void refusesADeviceThatBringsNeither() {
    TestDevice device = fixture.device();
    device.attests = false;
    refuses(device, ProblemType.EVIDENCE_REJECTED, "eat-missing");
  }

  @Test
  void refusesWhileTheAppointedVerifierIsAway() {
    verifier.trustIn(
        folder.resolve("verifiers"),
        "\"url\":\"https://localhost:1/v1\",\"media_types\":[\"application/eat+jwt\"],"
            + "\"timeout\":\"PT30S\"");
    refuses(fixture.device(), ProblemType.DEPENDENCY_UNAVAILABLE, "session-failed");
  }

  private static void sendCwt(TestDevice device, Map<Object, Object> claims) {
    byte[] message = TestCbor.sign1(device.eatSigner, claims);
    device.eatText =
        Optional.of(
            "[\"application/eat+cwt\",\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(message)
                + "\"]");
  }

  private TestDevice withCwt(Consumer<Map<Object, Object>> change) {
    TestDevice device = fixture.device();
    Map<Object, Object> claims = device.numberedEat();
    change.accept(claims);
    sendCwt(device, claims);
    return device;
  }

  @Test
  void issuesOnAnEatAsCwt() {
    IssuedCredential issued = fixture.issue(withCwt(claims -> {}).send());
    assertThat(fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds().verdict())
        .startsWith("affirming")
        .contains("configuration=2");
  }

  @Test
  void refusesEatsAsCwtByTheSameRules() {
    refuses(
        withCwt(c -> c.put(265, TestDevice.oid("1.2.3"))),
        ProblemType.EVIDENCE_REJECTED,
        "eat-profile");
    refuses(
        withCwt(c -> c.put(10, new byte[56])), ProblemType.EVIDENCE_REJECTED, "eat-nonce-mismatch");
    refuses(withCwt(c -> c.put(6, 1)), ProblemType.EVIDENCE_REJECTED, "eat-age");
    refuses(withCwt(c -> c.put(275, 2)), ProblemType.EVIDENCE_REJECTED, "eat-intended-use");
    refuses(withCwt(c -> c.put(275, 6)), ProblemType.MALFORMED_REQUEST, "eat-claim");
    refuses(withCwt(c -> c.remove(-66002)), ProblemType.MALFORMED_REQUEST, "eat-claim");
    refuses(
        withCwt(c -> c.put(263, 0)),
        ProblemType.ATTESTATION_NOT_AFFIRMING,
        "attestation-debug-enabled");
    TestDevice forged = fixture.device();
    forged.eatSigner = TestKeys.ec().getPrivate();
    sendCwt(forged, forged.numberedEat());
    refuses(forged, ProblemType.EVIDENCE_REJECTED, "eat-signature");
  }

  @Test
  void refusesTokensOfOtherForms() {
    TestDevice cmw = fixture.device();
    cmw.eatText = Optional.of("[\"text/plain\",\"YQ\"]");
    refuses(cmw, ProblemType.EVIDENCE_REJECTED, "eat-media-type");
    for (String text : new String[] {"[]", "[\"a\",\"YR\"]", "[\"a\",\"YQ\",0]", "[1,\"YQ\"]"}) {
      TestDevice device = fixture.device();
      device.eatText = Optional.of(text);
      refuses(device, ProblemType.MALFORMED_REQUEST, "eat-cmw");
    }
  }
}
