package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.testing.Jws;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A workload's token as initial trust, with the agent's own key (threats 3, 4, 6 and 7). */
class WorkloadTokenTest {

  private static final String CLUSTER = "https://cluster.example";
  private static final String BOUND = "https://metadata.example";

  @TempDir private Path folder;
  private final KeyPair signer = TestKeys.ec();
  private IssuerFixture fixture;

  @BeforeEach
  void open() throws IOException, JoseException {
    fixture = new IssuerFixture(folder);
    Files.createDirectories(folder.resolve("workload-issuers"));
    write(
        "workload-issuers/cluster.json",
        """
        {"issuer":"%s","audience":"https://aca.example","algorithms":["ES256"],"jwks":%s,
         "required":{"/kubernetes.io/namespace":["agents"],"/kubernetes.io/serviceaccount/name":["reader"]},
         "subject":["/kubernetes.io/pod/uid"]}
        """
            .formatted(CLUSTER, jwks()));
    write(
        "workload-issuers/metadata.json",
        """
        {"issuer":"%s","audience":"https://aca.example","algorithms":["ES256"],"jwks":%s,
         "required":{"/vm":["/Subscriptions/A/VM/One"]},"ignore_case":true,"subject":["/vm"],"nonce_in_audience":true}
        """
            .formatted(BOUND, jwks()));
    write(
        "profiles/workload.json",
        """
        {"name":"workload","validity":"PT1H","capabilities":["invoice.parse@1"],"key_algorithms":["EC_P256"],
         "validation_methods":["mtls"],"attestors":[["oidc-token"]],"required_status":"none"}
        """);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void enrolsThePodThatItNamesAndBindsItToTheFirstKey() {
    KeyPair key = TestKeys.ec();
    fixture.issue(submission(key, token(CLUSTER, pod -> {})));
    assertThat(
            AgentCredential.read(
                    fixture.issue(submission(key, token(CLUSTER, pod -> {}))).certificate())
                .trustworthiness())
        .contains(
            new AttesterTrustworthiness(
                List.of(new RootOfTrust("oidc-token", CLUSTER)), TrustVector.NONE));
    assertThat(fixture.database.count("completion")).isEqualTo(2);
    assertThat(fixture.database.count("anchor_use")).isOne();
    ProblemException refusal = refusal(submission(TestKeys.ec(), token(CLUSTER, pod -> {})));
    assertThat(refusal.check()).isEqualTo("subject-bound-to-another-key");
    assertThat(fixture.database.count("issuance")).isEqualTo(2);
    assertThat(fixture.database.count("spent_nonce")).isEqualTo(2);
  }

  @Test
  void ofFiftyKeysThatComeAtOnceWithOneTokenOneIsServed() throws Exception {
    String token = token(CLUSTER, pod -> {});
    List<Submission> all =
        IntStream.range(0, 50).mapToObj(n -> submission(TestKeys.ec(), token)).toList();
    List<Future<Optional<String>>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (Submission each : all) {
        Callable<Optional<String>> one = () -> check(each);
        outcomes.add(threads.submit(one));
      }
    }
    int served = 0;
    for (Future<Optional<String>> outcome : outcomes) {
      served += outcome.get().isEmpty() ? 1 : 0;
    }
    assertThat(served).isOne();
    assertThat(fixture.database.count("anchor_use")).isOne();
    assertThat(fixture.database.count("issuance")).isOne();
  }

  private Optional<String> check(Submission submission) {
    try {
      fixture.issue(submission);
      return Optional.empty();
    } catch (ProblemException refused) {
      return Optional.of(refused.check());
    }
  }

  @Test
  void aTokenForOurNonceNeedsNoBinding() {
    for (int i = 0; i < 2; i++) {
      String nonce = fixture.nonces.mint().value();
      String token =
          token(BOUND, claims -> claims.put("aud", "https://aca.example?nonce=" + nonce));
      fixture.issue(submission(TestKeys.ec(), nonce, token, request -> {}));
    }
    assertThat(fixture.database.count("anchor_use")).isZero();
    ProblemException refusal =
        refusal(
            submission(
                TestKeys.ec(),
                token(BOUND, claims -> claims.put("aud", "https://aca.example?nonce=other"))));
    assertThat(refusal.check()).isEqualTo("workload-token-audience");
  }

  /** Two claims of the one and of the other, read one after the other, are the same text. */
  @Test
  void twoWorkloadsNeverHaveOneName() throws IOException {
    Path file = folder.resolve("workload-issuers/cluster.json");
    Files.writeString(
        file, Files.readString(file).replace("/kubernetes.io/pod/uid", "/job\",\"/step"));
    fixture.issue(submission(TestKeys.ec(), token(CLUSTER, c -> c.putAll(job("a b", "c")))));
    fixture.issue(submission(TestKeys.ec(), token(CLUSTER, c -> c.putAll(job("a", "b c")))));
    fixture.issue(submission(TestKeys.ec(), token(CLUSTER, c -> c.putAll(job("a%20b", "c")))));
    assertThat(fixture.database.count("anchor_use")).isEqualTo(3);
  }

  private static Map<String, Object> job(String job, String step) {
    return Map.of("job", job, "step", step);
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        defect("issuer-unknown", c -> c.put("iss", "https://foreign.example")),
        defect("audience", c -> c.put("aud", "https://vault.example")),
        defect("audience", c -> c.put("aud", List.of("https://aca.example", "https://b.example"))),
        defect("audience", c -> c.remove("aud")),
        defect("expired", c -> c.put("exp", 1L)),
        defect("claim-exp", c -> c.remove("exp")),
        defect("too-old", c -> c.put("iat", 1L)),
        defect("from-future", c -> c.put("iat", 9_999_999_999L)),
        defect("claim-not-allowed", c -> c.put("kubernetes.io", pod("other", "reader", "u"))),
        defect("claim-not-allowed", c -> c.put("kubernetes.io", pod("agents", "admin", "u"))),
        defect("claim-not-allowed", c -> c.put("kubernetes.io", pod("Agents", "reader", "u"))),
        defect("claim-not-allowed", c -> c.put("kubernetes.io", "agents")),
        defect("claim-not-allowed", c -> c.remove("kubernetes.io")),
        defect("subject", c -> c.put("kubernetes.io", pod("agents", "reader", ""))));
  }

  private static Arguments defect(String check, Consumer<Map<String, Object>> change) {
    return Arguments.of(check, change);
  }

  @ParameterizedTest
  @MethodSource("defects")
  void refuses(String check, Consumer<Map<String, Object>> change) {
    ProblemException refusal = refusal(submission(TestKeys.ec(), token(CLUSTER, change)));
    assertThat(refusal.check()).isEqualTo("workload-token-" + check);
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("anchor_use")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isZero();
  }

  @Test
  void refusesForgedTokensAndEvidenceThatWasNotSignedFor() {
    String forged = Jws.sign(TestKeys.ec().getPrivate(), "ES256", header(), claims(CLUSTER));
    assertThat(refusal(submission(TestKeys.ec(), forged)).check())
        .isEqualTo("workload-token-signature");
    assertThat(refusal(submission(TestKeys.ec(), "no token")).check())
        .isEqualTo("workload-token-issuer-unknown");
    Submission other =
        submission(
            TestKeys.ec(),
            fixture.nonces.mint().value(),
            token(CLUSTER, c -> {}),
            request -> request.put("evidence_sha256", List.of(Claims.sha256("other"))));
    assertThat(refusal(other).check()).isEqualTo("statement-evidence-mismatch");
  }

  @Test
  void aDeviceProfileIsNotForWorkloadsAndAStatementByAnotherKeyIsRefused() {
    Submission device =
        submission(
            TestKeys.ec(),
            fixture.nonces.mint().value(),
            token(CLUSTER, c -> {}),
            request -> request.put("profile", "agent-default"));
    assertThat(refusal(device).check()).isEqualTo("profile-attestors");
    KeyPair key = TestKeys.ec();
    Submission own = submission(key, token(CLUSTER, c -> {}));
    Submission borrowed =
        new Submission(
            own.statement(),
            new KeyClaim.Csr(Octets.of(TestCsr.of(TestKeys.ec()).der())),
            Optional.empty(),
            own.userToken(),
            own.evidence(),
            OwnerProofs.NONE);
    assertThat(refusal(borrowed).check()).isEqualTo("statement-csr-mismatch");
  }

  private ProblemException refusal(Submission submission) {
    return catchThrowableOfType(ProblemException.class, () -> fixture.issue(submission));
  }

  private Submission submission(KeyPair key, String token) {
    return submission(key, fixture.nonces.mint().value(), token, request -> {});
  }

  private Submission submission(
      KeyPair key, String nonce, String token, Consumer<Map<String, Object>> change) {
    byte[] csr = TestCsr.of(key).der();
    Map<String, Object> request = new HashMap<>();
    request.put("nonce", nonce);
    request.put("iat", fixture.clock.instant().getEpochSecond());
    request.put("profile", "workload");
    request.put("name", "reader");
    request.put("owner", "Finance");
    request.put("capabilities", List.of("invoice.parse@1"));
    request.put("locator", "https://127.0.0.1:7001/work");
    request.put("validation_methods", List.of("mtls"));
    request.put("csr_sha256", Claims.sha256(csr));
    request.put("evidence_sha256", List.of(Claims.sha256(token)));
    change.accept(request);
    return new Submission(
        Jws.sign(key.getPrivate(), "ES256", statementHeader(key), request),
        new KeyClaim.Csr(Octets.of(csr)),
        Optional.empty(),
        Optional.of(fixture.provider.token(fixture.clock.instant())),
        List.of(new EvidenceItem("oidc-token", token)),
        OwnerProofs.NONE);
  }

  private static Map<String, Object> statementHeader(KeyPair key) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
      return Map.of(
          "typ", "enrolment-statement+jwt", "jwk", jwk.toParams(OutputControlLevel.PUBLIC_ONLY));
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private String token(String issuer, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = claims(issuer);
    change.accept(claims);
    return Jws.sign(signer.getPrivate(), "ES256", header(), claims);
  }

  private static Map<String, Object> header() {
    return Map.of("typ", "JWT", "kid", "w1");
  }

  private Map<String, Object> claims(String issuer) {
    long now = fixture.clock.instant().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", issuer);
    claims.put("aud", List.of("https://aca.example"));
    claims.put("sub", "system:serviceaccount:agents:reader");
    claims.put("iat", now);
    claims.put("exp", now + 600);
    claims.put("vm", "/subscriptions/a/vm/one");
    claims.put("kubernetes.io", pod("agents", "reader", "0b1f"));
    return claims;
  }

  private static Map<String, Object> pod(String namespace, String account, String uid) {
    return Map.of(
        "namespace",
        namespace,
        "serviceaccount",
        Map.of("name", account),
        "pod",
        Map.of("name", "reader-1", "uid", uid));
  }

  private String jwks() throws JoseException {
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(signer.getPublic());
    jwk.setKeyId("w1");
    return new JsonWebKeySet(jwk).toJson(OutputControlLevel.PUBLIC_ONLY);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
