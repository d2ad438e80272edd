package org.bailiwick.master.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DpopProofsTest {

  private static final String URI = "https://master.bailiwick.example/v1/jobs";
  private static final RequestTarget JOBS = new RequestTarget("POST", URI);
  private static final String TOKEN = "a.b.c";

  @TempDir Path folder;
  private MasterRig rig;
  private final TestDpopKey key = TestDpopKey.ec();

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TestDpopKey.Proof good(TestDpopKey of) {
    return of.proof("POST", URI, rig.clock.instant()).nonce(rig.proofs).token(TOKEN);
  }

  private TestDpopKey.Proof good() {
    return good(key);
  }

  private DpopProof verify(String... headers) {
    return rig.proofs.verify(List.of(headers), JOBS, Optional.of(TOKEN));
  }

  private void refuses(Callable<?> work, ProblemType type, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, work::call);
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
  }

  private void refuses(String compact, String check) {
    refuses(() -> verify(compact), ProblemType.DPOP_PROOF_INVALID, check);
  }

  private void refuses(UnaryOperator<TestDpopKey.Proof> change, String check) {
    refuses(change.apply(good()).compact(), check);
  }

  @Test
  void verifiesProofsByEachAlgorithmOfTheMetadata() {
    Map<String, TestDpopKey> keys =
        Map.of(
            "ES256", key,
            "ES384", new TestDpopKey(TestKeys.ec("secp384r1"), "ES384"),
            "EdDSA", new TestDpopKey(TestKeys.ed25519(), "EdDSA"),
            "PS256", new TestDpopKey(TestKeys.rsa2048(), "PS256"));
    assertThat(keys.keySet()).containsExactlyInAnyOrderElementsOf(DpopProofs.ALGORITHMS);
    keys.forEach(
        (algorithm, each) ->
            assertThat(verify(good(each).compact()).key())
                .as(algorithm)
                .isEqualTo(each.thumbprint()));
  }

  @Test
  void refusesKeysThatAreNotPublicOrNotThere() {
    refuses(p -> p.without("jwk"), "dpop-proof-jwk");
    refuses(p -> p.without("jwk").header("kid", key.thumbprint()), "dpop-proof-jwk");
    refuses(p -> p.without("jwk").header("jku", "https://attacker.example"), "dpop-proof-jwk");
    refuses(p -> p.header("jwk", "text"), "dpop-proof-jwk");
    refuses(p -> p.header("jwk", Map.of("kty", "EC", "crv", "P-256")), "dpop-proof-jwk");
    refuses(p -> p.header("jwk", Map.of("kty", "oct")), "dpop-proof-jwk");
    refuses(p -> p.header("jwk", Map.of("kty", "oct", "k", "AAAA")), "dpop-proof-private-key");
    refuses(p -> p.header("jwk", key.privateJwk()), "dpop-proof-private-key");
  }

  /** A key id, and a URL of keys, say nothing: the key is that of the header. */
  @Test
  void theKeyIsThatOfTheHeaderAlone() {
    TestDpopKey other = TestDpopKey.ec();
    String named = good().header("kid", other.thumbprint()).compact();
    assertThat(verify(named).key()).isEqualTo(key.thumbprint());
    refuses(p -> p.signedBy(other), "dpop-proof-signature");
  }

  @Test
  void refusesOtherAlgorithmsAndKinds() {
    refuses(p -> p.header("alg", "none"), "dpop-proof-format");
    refuses(withHeader("{\"typ\":\"dpop+jwt\",\"alg\":\"none\"}"), "dpop-proof-jwk");
    TestDpopKey rsa = new TestDpopKey(TestKeys.rsa2048(), "RS256");
    refuses(good(rsa).compact(), "dpop-proof-algorithm");
    refuses(underTheName("HS256"), "dpop-proof-algorithm");
    refuses(underTheName("ES384"), "dpop-proof-signature");
    refuses(p -> p.header("typ", "JWT"), "dpop-proof-type");
    refuses(p -> p.header("typ", "at+jwt"), "dpop-proof-type");
    refuses(p -> p.without("typ"), "dpop-proof-type");
    refuses(p -> p.header("crit", List.of("b64")).header("b64", true), "dpop-proof-signature");
    refuses("text", "dpop-proof-format");
    refuses("a".repeat(9000), "dpop-proof-format");
  }

  /** A proof by ES256 whose header has the name of another algorithm. */
  private String underTheName(String algorithm) {
    String[] parts = good().compact().split("\\.", -1);
    String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    return encode(header.replace("ES256", algorithm)) + "." + parts[1] + "." + parts[2];
  }

  private static String withHeader(String header) {
    return encode(header) + "." + encode("{}") + ".AAAA";
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesAProofForAnotherRequestOrToken() {
    refuses(p -> p.claim("htm", "GET"), "dpop-proof-method");
    refuses(p -> p.claim("htm", "post"), "dpop-proof-method");
    refuses(p -> p.claim("htu", URI + "/1"), "dpop-proof-uri");
    refuses(p -> p.claim("htu", "https://other.example/v1/jobs"), "dpop-proof-uri");
    refuses(p -> p.token("a.b.d"), "dpop-proof-token");
    refuses(p -> p.claim("jti", ""), "dpop-proof-jti");
    refuses(p -> p.claim("jti", "a".repeat(256)), "dpop-proof-jti");
    for (String claim : List.of("htm", "htu", "ath", "jti", "iat")) {
      refuses(p -> p.without(claim), "dpop-proof-claim-" + claim);
    }
  }

  @Test
  void refusesOldProofsAndThoseOfTheFuture() {
    long now = rig.clock.instant().getEpochSecond();
    refuses(p -> p.claim("iat", now - 121), "dpop-proof-too-old");
    refuses(p -> p.claim("iat", now + 31), "dpop-proof-from-future");
    refuses(p -> p.claim("exp", now + 60), "dpop-proof-has-expiry");
    assertThat(verify(good().claim("iat", now - 119).compact())).isNotNull();
    assertThat(verify(good().claim("iat", now + 29).compact())).isNotNull();
  }

  @Test
  void oneProofIsNeeded() {
    refuses(() -> verify(), ProblemType.DPOP_PROOF_INVALID, "dpop-proof-missing");
    String proof = good().compact();
    refuses(() -> verify(proof, proof), ProblemType.DPOP_PROOF_INVALID, "dpop-proof-repeated");
  }

  @Test
  void wantsAFreshNonceOfThisDomain() {
    ProblemType wanted = ProblemType.DPOP_NONCE_REQUIRED;
    refuses(() -> verify(good().without("nonce").compact()), wanted, "dpop-nonce-missing");
    String own = rig.proofs.nonce();
    byte[] changed = Base64.getUrlDecoder().decode(own);
    changed[7] ^= 1;
    String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
    for (String nonce : List.of("", "x", "AAAA", "%%", forged, own + "=", own.substring(1))) {
      refuses(() -> verify(good().claim("nonce", nonce).compact()), wanted, "dpop-nonce-stale");
    }
    rig.clock.move(Duration.ofSeconds(119));
    assertThat(verify(good().claim("nonce", own).compact())).isNotNull();
    rig.clock.move(Duration.ofSeconds(2));
    refuses(() -> verify(good().claim("nonce", own).compact()), wanted, "dpop-nonce-stale");
    rig.clock.move(Duration.ofSeconds(-152));
    refuses(() -> verify(good().claim("nonce", own).compact()), wanted, "dpop-nonce-stale");
  }

  /** What only new requests need is not asked of a stream that is looked at again. */
  @Test
  void aLaterLookAsksForNoNonceAndNoAge() {
    String compact = good().compact();
    rig.clock.move(Duration.ofMinutes(10));
    DpopProof again = rig.proofs.verifyAgain(List.of(compact), JOBS, Optional.of(TOKEN));
    assertThat(again.key()).isEqualTo(key.thumbprint());
    refuses(
        () -> rig.proofs.verifyAgain(List.of(compact), JOBS, Optional.of("a.b.d")),
        ProblemType.DPOP_PROOF_INVALID,
        "dpop-proof-token");
  }

  @Test
  void threat38AProofCountsOnceAlthoughFiftyComeToTwoNodesAtOnce() throws InterruptedException {
    try (GroupWriter second =
            new GroupWriter(rig.commits, Thread::new, WriterSettings.of("test/master", rig.clock));
        ExecutorService threads = Executors.newFixedThreadPool(50)) {
      DpopProofs other =
          new DpopProofs(
              new DpopNonces(new NonceKey(second), rig.clock), new UsedProofs(second), rig.clock);
      String compact = good().compact();
      List<Callable<String>> uses =
          IntStream.range(0, 50)
              .<Callable<String>>mapToObj(
                  at -> () -> use(at % 2 == 0 ? rig.proofs : other, compact))
              .toList();
      List<String> outcomes = threads.invokeAll(uses).stream().map(Future::resultNow).toList();
      assertThat(outcomes).hasSize(50).containsOnlyOnce("used");
      assertThat(outcomes).containsOnly("used", "dpop-proof-replayed");
      assertThat(rig.column("select digest from dpop_proof")).hasSize(1);
    }
  }

  /** Verifies and uses at this node, whose nonces are those of all nodes. */
  private static String use(DpopProofs node, String compact) {
    try {
      node.use(node.verify(List.of(compact), JOBS, Optional.of(TOKEN)));
      return "used";
    } catch (ProblemException e) {
      return e.check();
    }
  }

  @Test
  void theSameIdOfAnotherKeyIsAnotherProof() {
    for (TestDpopKey each : List.of(key, TestDpopKey.ec())) {
      rig.proofs.use(verify(good(each).claim("jti", "one").compact()));
    }
    refuses(
        () -> {
          rig.proofs.use(verify(good().claim("jti", "one").compact()));
          return null;
        },
        ProblemType.DPOP_PROOF_INVALID,
        "dpop-proof-replayed");
  }

  @Test
  void usesAreForgottenWhenNoNodeWouldAcceptTheProof() {
    rig.proofs.use(verify(good().compact()));
    assertThat(rig.usedProofs.forget(rig.clock.instant().plus(Duration.ofMinutes(7)))).isZero();
    assertThat(rig.usedProofs.forget(rig.clock.instant().plus(Duration.ofMinutes(8)))).isOne();
    assertThat(rig.column("select digest from dpop_proof")).isEmpty();
  }

  @Test
  void oneKeyFillsTheTableNoFasterThanItsBound() {
    List<String> checks =
        Stream.concat(
                Collections.nCopies(UsedProofs.MOST_OF_ONE_KEY, key).stream(),
                Stream.of(key, TestDpopKey.ec()))
            .map(each -> use(rig.proofs, good(each).compact()))
            .toList();
    assertThat(checks).filteredOn("used"::equals).hasSize(UsedProofs.MOST_OF_ONE_KEY + 1);
    assertThat(checks).containsOnlyOnce("dpop-proofs-per-key");
    rig.clock.move(Duration.ofMinutes(1));
    assertThat(use(rig.proofs, good().compact())).isEqualTo("used");
  }

  @Test
  void noProofCountsWhileTheDatabaseIsAway() {
    DpopProof proof = verify(good().compact());
    rig.writer.close();
    refuses(
        () -> {
          rig.proofs.use(proof);
          return null;
        },
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "writer-closed");
  }
}
