package org.bailiwick.master.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonString;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.VerifiedPeer;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which attestation results of a partner's agent count, and for how long. */
class AppraisalsTest {
  private static final Map<String, Object> NONE =
      Map.of("status", "none", "age", 0L, "source", "none");

  @TempDir Path folder;
  private MasterRig rig;
  private Appraisals appraisals;
  private ReportedFacts facts;
  private VerifiedPeer buyer;
  private final KeyPair key = TestKeys.ec();

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    facts = new ReportedFacts(rig.store(), rig.writer, rig.clock);
    facts.follow();
    appraisals = appraisals(facts);
    buyer = rig.foreign(rig.partner.buyer);
    publish(key);
    rig.partner.describe(
        """
        ,"verifiers":[{"developer":"https://verifier.partner.example","build":"v1",
         "jwks_file":"verifier.json","algorithms":["ES256"],"max_age":600}]""",
        "");
    rig.clock.move(Duration.ofSeconds(3));
  }

  private Appraisals appraisals(ReportedFacts known) {
    return new Appraisals(
        rig.partners(),
        known,
        new GuardedFetch(FetchSettings.of(Set.of())),
        MasterRig.ISSUER,
        rig.clock);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void publish(KeyPair published) {
    Map<String, Object> jwk = new LinkedHashMap<>();
    PublicJwk.of(published.getPublic())
        .forEach((name, value) -> jwk.put(name, ((JsonString) value).getString()));
    jwk.put("kid", "v");
    rig.partner.write("verifier.json", JsonText.of(Map.of("keys", List.of(jwk))));
  }

  private Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("eat_profile", "tag:ietf.org,2026:rats/ear#03");
    claims.put("iat", rig.clock.instant().getEpochSecond());
    claims.put("aud", MasterRig.ISSUER);
    claims.put("cnf", Map.of("x5t#S256", buyer.thumbprint()));
    claims.put(
        "ear_verifier_id", Map.of("developer", "https://verifier.partner.example", "build", "v1"));
    claims.put("submods", Map.of("os", submodule("affirming", Map.of("hardware", 2))));
    return claims;
  }

  private static Map<String, Object> submodule(String status, Map<String, Object> vector) {
    return Map.of(
        "ear_status", status,
        "ear_trustworthiness_vector", vector,
        "ear_appraisal_policy_ids", List.of("policy:1"));
  }

  private String sign(Map<String, Object> claims, KeyPair by) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    jws.setKeyIdHeaderValue("v");
    jws.setHeader("typ", "eat+jwt");
    jws.setPayload(JsonText.of(claims));
    jws.setKey(by.getPrivate());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private void bring(Map<String, Object> claims) {
    appraisals.bring(buyer, sign(claims, key));
  }

  private Map<String, Object> posture() {
    return appraisals.of(buyer.id().toString());
  }

  private void refuses(String check, String claim, Object value) {
    Map<String, Object> claims = claims();
    if (value == null) {
      claims.remove(claim);
    } else {
      claims.put(claim, value);
    }
    refuses(check, sign(claims, key));
  }

  private void refuses(String check, String compact) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> appraisals.bring(buyer, compact));
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(posture()).isEqualTo(NONE);
  }

  @Test
  void aResultCountsAtAllNodesUntilItsAgeIsOver() {
    assertThat(posture()).isEqualTo(NONE);
    bring(claims());
    rig.clock.move(Duration.ofSeconds(20));
    Map<String, Object> expected =
        Map.of(
            "status", "affirming",
            "age", 20L,
            "source", "ear",
            "verifier", "https://verifier.partner.example",
            "policy", "policy:1",
            "vector", Map.of("hardware", 2L));
    assertThat(posture()).isEqualTo(expected);
    ReportedFacts otherNode = new ReportedFacts(rig.store(), rig.writer, rig.clock);
    otherNode.follow();
    assertThat(appraisals(otherNode).of(buyer.id().toString())).isEqualTo(expected);
    rig.clock.move(Duration.ofSeconds(581));
    assertThat(posture()).as("601 seconds old").isEqualTo(NONE);
  }

  @Test
  void aResultWithAnEndCountsNoLonger() {
    Map<String, Object> claims = claims();
    claims.put("exp", rig.clock.instant().getEpochSecond() + 60);
    bring(claims);
    rig.clock.move(Duration.ofSeconds(59));
    assertThat(posture()).containsEntry("status", "affirming");
    rig.clock.move(Duration.ofSeconds(2));
    assertThat(posture()).isEqualTo(NONE);
  }

  @Test
  void theWorstOfAllCounts() {
    Map<String, Object> claims = claims();
    claims.put(
        "submods",
        Map.of(
            "os", submodule("affirming", Map.of("hardware", 2, "executables", 3)),
            "app", submodule("warning", Map.of("executables", 33, "configuration", 0))));
    bring(claims);
    assertThat(posture())
        .containsEntry("status", "warning")
        .containsEntry("vector", Map.of("hardware", 2L, "executables", 33L));
    rig.clock.move(Duration.ofSeconds(1));
    Map<String, Object> praising = claims();
    praising.put("submods", Map.of("os", submodule("affirming", Map.of("hardware", 97))));
    bring(praising);
    assertThat(posture())
        .as("the vector says more than the status")
        .containsEntry("status", "contraindicated");
  }

  @Test
  void theSameResultIsStoredOnce() {
    bring(claims());
    bring(claims());
    assertThat(rig.audit()).extracting(AuditRow::event).containsOnlyOnce("appraisal.accepted");
    rig.clock.move(Duration.ofSeconds(5));
    bring(claims());
    assertThat(posture()).containsEntry("age", 0L);
  }

  @Test
  void anotherKeyOfTheAgentIsNamedByItsThumbprint() {
    Map<String, Object> claims = claims();
    claims.put("cnf", Map.of("jkt", PublicJwk.thumbprint(buyer.certificate().getPublicKey())));
    bring(claims);
    assertThat(posture()).containsEntry("status", "affirming");
  }

  @Test
  void whatDoesNotCountIsRefusedWithItsReason() {
    TestLeaf other = rig.partner.ca.agent("other", "invoice.parse@1");
    refuses(
        "attestation-result-binding", "cnf", Map.of("x5t#S256", rig.foreign(other).thumbprint()));
    refuses("attestation-result-binding", "cnf", null);
    refuses("attestation-result-claim-cnf", "cnf", Map.of("kid", "k"));
    refuses("attestation-result-audience", "aud", "https://other.example");
    refuses("attestation-result-profile", "eat_profile", "tag:github.com,2023:veraison/ear");
    refuses("attestation-result-claim-eat_profile", "eat_profile", null);
    refuses(
        "attestation-result-verifier",
        "ear_verifier_id",
        Map.of("developer", "https://other.example", "build", "v1"));
    refuses(
        "attestation-result-verifier",
        "ear_verifier_id",
        Map.of("developer", "https://verifier.partner.example", "build", "v2"));
    refuses("attestation-result-too-old", "iat", rig.clock.instant().getEpochSecond() - 601);
    refuses("attestation-result-from-future", "iat", rig.clock.instant().getEpochSecond() + 300);
    refuses("attestation-result-claim-iat", "iat", "now");
    refuses("attestation-result-submodules", "submods", Map.of());
    refuses("attestation-result-submodule", "submods", Map.of("os", "fine"));
    refuses(
        "attestation-result-status",
        "submods",
        Map.of("os", submodule("great", Map.of("hardware", 2))));
    refuses("attestation-result-vector", "submods", Map.of("os", submodule("none", Map.of())));
    refuses(
        "attestation-result-vector",
        "submods",
        Map.of("os", submodule("affirming", Map.of("colour", 2))));
    refuses(
        "attestation-result-vector",
        "submods",
        Map.of("os", submodule("affirming", Map.of("hardware", 1000))));
    refuses("attestation-result-signature", sign(claims(), TestKeys.ec()));
    refuses("attestation-result-format", "x");
    refuses("attestation-result-format", "x".repeat(20_000));
  }

  @Test
  void anAgentOfAPartnerWithoutVerifiersBringsNothing() {
    rig.partner.limitTo("invoice.parse@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses("attestation-result-no-verifier", sign(claims(), key));
  }

  @Test
  void aVerifierWhoseKeysCannotBeReadIsADependency() {
    rig.partner.write("verifier.json", "<");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> appraisals.bring(buyer, sign(claims(), key)));
    assertThat(refusal.type().status()).isEqualTo(503);
    assertThat(posture()).isEqualTo(NONE);
  }
}
