package org.bailiwick.aca.attestation.ear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.testing.Jws;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.JwtKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of draft-ietf-rats-ear-03 by a result that only it refuses. */
class EarTokenTest {

  private static final Instant NOW = Instant.parse("2026-11-27T05:00:00Z");
  private static final String NONCE = "q83vASNFZ4k";
  private static final long SECONDS = NOW.getEpochSecond();

  private final TestVerifier verifier = new TestVerifier();

  private EarVerifier trusted() {
    return new EarVerifier(
        TestVerifier.DEVELOPER,
        Optional.empty(),
        Set.of("ES256"),
        JwtKeys.ofJwks(verifier.jwks()),
        Duration.ofMinutes(10));
  }

  private EarClaims read(String jwt) {
    return EarToken.parse(token(jwt)).verify(trusted(), NOW);
  }

  private static ConveyedToken token(String jwt) {
    return new ConveyedToken(
        ConveyedToken.EAT_JWT, Octets.of(jwt.getBytes(StandardCharsets.UTF_8)));
  }

  private EarClaims changed(Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = verifier.ear(NONCE, NOW);
    change.accept(claims);
    return read(verifier.sign(claims));
  }

  @Test
  void givesStatusVectorVerifierAndPolicy() {
    AttestationResult result = changed(claims -> {}).result();
    assertThat(result.status()).isEqualTo(Status.AFFIRMING);
    assertThat(result.vector()).containsEntry("executables", 2).hasSize(2);
    assertThat(result.verifier()).isEqualTo("https://verifier.example/vts_0.0.1");
    assertThat(result.summary())
        .isEqualTo(
            "affirming https://verifier.example/policy/1 {executables=2, instance-identity=2}");
    assertThat(result.appraisedAt()).isEqualTo(NOW);
    assertThat(result.findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "warning, 2, ear-status-warning",
    "warning, 33, ear-executables-warning",
    "contraindicated, 2, ear-status-contraindicated",
    "contraindicated, 96, ear-executables-contraindicated",
    "none, 2, ear-status-none"
  })
  void namesWhatDoesNotAffirm(String status, int executables, String finding) {
    AttestationResult result =
        changed(c -> c.put("submods", Map.of("a", TestVerifier.submodule(status, executables))))
            .result();
    assertThat(result.status().text()).isEqualTo(status);
    assertThat(result.findings().getFirst()).isEqualTo(finding);
  }

  @Test
  void theWorstSubmoduleCounts() {
    AttestationResult result =
        changed(
                c ->
                    c.put(
                        "submods",
                        Map.of(
                            "a", TestVerifier.submodule("affirming", 2),
                            "b", TestVerifier.submodule("contraindicated", 99))))
            .result();
    assertThat(result.status()).isEqualTo(Status.CONTRAINDICATED);
    assertThat(result.vector()).containsEntry("executables", 99);
    assertThat(result.findings()).containsExactly("ear-executables-contraindicated");
  }

  @Test
  void theOverallStatusMayBeWorse() {
    AttestationResult result = changed(c -> c.put("ear_status", "warning")).result();
    assertThat(result.status()).isEqualTo(Status.WARNING);
    assertThat(result.findings()).containsExactly("ear-status-warning");
  }

  @Test
  void aClaimOfZeroIsNoClaim() {
    AttestationResult result =
        changed(c -> vector(c, Map.of("hardware", 0, "executables", 2))).result();
    assertThat(result.vector()).containsOnlyKeys("executables");
  }

  /** As github.com/veraison/ear writes it. */
  @Test
  void readsVeraisonsOwnProfile() {
    Map<String, Object> submodule = new HashMap<>();
    submodule.put("ear.status", "warning");
    submodule.put("ear.trustworthiness-vector", Map.of("executables", 33, "hardware", 0));
    submodule.put("ear.appraisal-policy-id", "policy:PSA_IOT");
    Map<String, Object> claims = new HashMap<>();
    claims.put("eat_profile", "tag:github.com,2023:veraison/ear");
    claims.put("iat", SECONDS);
    claims.put(
        "ear.verifier-id", Map.of("developer", TestVerifier.DEVELOPER, "build", "rrtrap-v1"));
    claims.put("eat_nonce", NONCE + "=");
    claims.put("submods", Map.of("PSA_IOT", submodule));
    EarClaims ear = read(verifier.sign(claims));
    ear.requireNonce(NONCE);
    assertThat(ear.result().summary()).isEqualTo("warning policy:PSA_IOT {executables=33}");
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        defect("ear-profile", c -> c.put("eat_profile", "tag:ietf.org,2026:rats/ear#04")),
        defect("ear-claim", c -> c.remove("eat_profile")),
        defect("ear-verifier-id", c -> c.remove("ear_verifier_id")),
        defect("ear-verifier-id", c -> c.put("ear_verifier_id", id("https://other.example"))),
        defect(
            "ear-claim",
            c -> c.put("ear_verifier_id", Map.of("developer", TestVerifier.DEVELOPER))),
        defect("ear-claim", c -> c.remove("iat")),
        defect("ear-claim", c -> c.put("iat", SECONDS + 0.5)),
        defect("ear-age", c -> c.put("iat", SECONDS - 601)),
        defect("ear-age", c -> c.put("iat", SECONDS + 61)),
        defect("ear-claim", c -> c.put("exp", SECONDS + 60.5)),
        defect("ear-expired", c -> c.put("exp", SECONDS)),
        defect("ear-not-yet-valid", c -> c.put("nbf", SECONDS + 61)),
        defect("ear-submods", c -> c.remove("submods")),
        defect("ear-submods", c -> c.put("submods", Map.of())),
        defect("ear-claim", c -> c.put("submods", Map.of("a", "affirming"))),
        defect("ear-status-missing", c -> submodule(c, "ear_status", null)),
        defect("ear-status-unknown", c -> submodule(c, "ear_status", "fine")),
        defect("ear-status-unknown", c -> c.put("ear_status", "AFFIRMING")),
        defect("ear-claim", c -> submodule(c, "ear_status", 2)),
        defect("ear-vector-missing", c -> submodule(c, "ear_trustworthiness_vector", null)),
        defect("ear-vector-missing", c -> vector(c, Map.of())),
        defect("ear-vector-claim", c -> vector(c, Map.of("executables", 2, "colour", 2))),
        defect("ear-claim", c -> vector(c, Map.of("executables", 128))),
        defect("ear-claim", c -> vector(c, Map.of("executables", 2.0))),
        defect("ear-status-too-good", c -> vector(c, Map.of("executables", 33))),
        defect("ear-status-too-good", c -> vector(c, Map.of("executables", 0))),
        defect("ear-status-too-good", c -> overall(c, "affirming", "warning", 33)),
        defect("ear-status-too-good", c -> overall(c, "none", "contraindicated", 96)),
        defect("ear-policies", c -> submodule(c, "ear_appraisal_policy_ids", List.of())));
  }

  private static Arguments defect(String check, Consumer<Map<String, Object>> change) {
    return Arguments.of(check, change);
  }

  private static Map<String, Object> id(String developer) {
    return Map.of("developer", developer, "build", "1");
  }

  private static void submodule(Map<String, Object> claims, String name, Object value) {
    Map<String, Object> submodule = TestVerifier.submodule("affirming", 2);
    submodule.put(name, value);
    submodule.values().removeIf(each -> each == null);
    claims.put("submods", Map.of("a", submodule));
  }

  private static void vector(Map<String, Object> claims, Map<String, Object> vector) {
    submodule(claims, "ear_trustworthiness_vector", vector);
  }

  private static void overall(Map<String, Object> claims, String all, String one, int value) {
    claims.put("ear_status", all);
    claims.put("submods", Map.of("a", TestVerifier.submodule(one, value)));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void refuses(String check, Consumer<Map<String, Object>> change) {
    assertThat(refusal(() -> changed(change))).isEqualTo(check);
  }

  @Test
  void refusesWhatTheVerifierDidNotSign() {
    Map<String, Object> claims = verifier.ear(NONCE, NOW);
    KeyPair other = TestKeys.ec();
    assertThat(refusal(() -> read(TestVerifier.sign(other.getPrivate(), claims))))
        .isEqualTo("ear-signature");
    assertThat(refusal(() -> read(signed(Map.of("kid", "v2"), claims)))).isEqualTo("ear-signature");
    assertThat(refusal(() -> read(signed(Map.of("typ", "at+jwt"), claims)))).isEqualTo("ear-typ");
    assertThat(refusal(() -> read(signed(Map.of("jku", "https://x.example"), claims))))
        .isEqualTo("ear-header");
    String p384 = Jws.sign(TestKeys.ec("secp384r1").getPrivate(), "ES384", Map.of(), claims);
    assertThat(refusal(() -> read(p384))).isEqualTo("ear-algorithm");
    assertThat(refusal(() -> read("a.b"))).isEqualTo("ear-malformed");
    assertThat(
            refusal(() -> EarToken.parse(new ConveyedToken("text/plain", Octets.of(new byte[1])))))
        .isEqualTo("ear-media-type");
  }

  private String signed(Map<String, Object> header, Map<String, Object> claims) {
    return Jws.sign(verifier.key.getPrivate(), "ES256", header, claims);
  }

  @Test
  void aBuildThatIsAskedForMustBeTheOne() {
    EarVerifier other =
        new EarVerifier(
            TestVerifier.DEVELOPER,
            Optional.of("vts 0.0.2"),
            Set.of("ES256"),
            JwtKeys.ofJwks(verifier.jwks()),
            Duration.ofMinutes(10));
    EarToken ear = EarToken.parse(token(verifier.sign(verifier.ear(NONCE, NOW))));
    assertThat(refusal(() -> ear.verify(other, NOW))).isEqualTo("ear-verifier-id");
  }

  @Test
  void answersOurNonceInOneValue() {
    changed(c -> {}).requireNonce(NONCE);
    changed(c -> c.put("eat_nonce", List.of(NONCE))).requireNonce(NONCE);
    assertThat(nonceRefusal(c -> c.put("eat_nonce", "q83vASNFZ4g"))).isEqualTo("ear-nonce");
    assertThat(nonceRefusal(c -> c.put("eat_nonce", List.of(NONCE, "other"))))
        .isEqualTo("ear-nonce");
    assertThat(nonceRefusal(c -> c.remove("eat_nonce"))).isEqualTo("ear-nonce");
    assertThat(nonceRefusal(c -> c.put("eat_nonce", "?"))).isEqualTo("ear-base64");
    assertThat(nonceRefusal(c -> submodule(c, "eat_nonce", "q83vASNFZ4g")))
        .isEqualTo("ear-evidence-nonce");
  }

  private String nonceRefusal(Consumer<Map<String, Object>> change) {
    return refusal(() -> changed(change).requireNonce(NONCE));
  }

  @Test
  void isForAKeyThatWasProved() {
    KeyPair agent = TestKeys.ec();
    KeyPair other = TestKeys.ec();
    changed(c -> c.put("cnf", TestVerifier.cnf(agent.getPublic())))
        .requireBoundTo(List.of(other.getPublic(), agent.getPublic()));
    changed(c -> attested(c, agent)).requireBoundTo(List.of(agent.getPublic()));
    assertThat(keyRefusal(agent, c -> {})).isEqualTo("ear-key-missing");
    assertThat(keyRefusal(agent, c -> c.put("cnf", TestVerifier.cnf(other.getPublic()))))
        .isEqualTo("ear-key");
    assertThat(keyRefusal(agent, c -> c.put("cnf", Map.of("kid", "k")))).isEqualTo("ear-key");
    assertThat(keyRefusal(agent, c -> c.put("cnf", Map.of("jwk", Map.of("kty", "oct")))))
        .isEqualTo("ear-key");
    assertThat(keyRefusal(agent, c -> c.put("cnf", disclosed(agent)))).isEqualTo("ear-key");
    assertThat(
            keyRefusal(
                agent,
                c -> {
                  c.put("cnf", TestVerifier.cnf(agent.getPublic()));
                  attested(c, other);
                }))
        .isEqualTo("ear-key");
  }

  /** The key as JWK with a private part, be it the key's or not. */
  private static Map<String, Object> disclosed(KeyPair key) {
    Map<Object, Object> jwk =
        new HashMap<>((Map<?, ?>) TestVerifier.cnf(key.getPublic()).get("jwk"));
    jwk.put("d", "AA");
    return Map.of("jwk", jwk);
  }

  private static void attested(Map<String, Object> claims, KeyPair key) {
    String encoded =
        Base64.getUrlEncoder().withoutPadding().encodeToString(key.getPublic().getEncoded());
    submodule(claims, "ear_veraison_key_attestation", Map.of("akpub", encoded));
  }

  private String keyRefusal(KeyPair agent, Consumer<Map<String, Object>> change) {
    return refusal(() -> changed(change).requireBoundTo(List.of(agent.getPublic())));
  }

  private static String refusal(Runnable act) {
    return catchThrowableOfType(ProblemException.class, act::run).check();
  }
}
