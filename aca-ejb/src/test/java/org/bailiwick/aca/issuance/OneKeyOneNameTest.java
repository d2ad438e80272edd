package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A public key is certified for one name, and for no other as long as the ledger knows it. */
class OneKeyOneNameTest {

  @TempDir private Path folder;
  private IssuerFixture fixture;
  private final KeyPair key = TestKeys.ec();

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void anotherNameWithTheSameKeyIsRefused() {
    fixture.issue(over(key, "reader"));
    assertRefused(over(key, "auditor"), "public-key-of-another");
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("spent_nonce")).isOne();
    assertThat(fixture.database.count("agent_name")).isOne();
  }

  @Test
  void theSameNameKeepsItsKey() {
    fixture.issue(over(key, "reader"));
    fixture.issue(over(key, "reader"));
    assertThat(fixture.database.count("completion")).isEqualTo(2);
    assertThat(fixture.database.count("certified_key")).isOne();
  }

  @Test
  void ofManyAtOnceOneGetsTheKey() throws Exception {
    List<Submission> twins = new ArrayList<>();
    for (int agent = 0; agent < 8; agent++) {
      twins.add(over(key, "twin-" + agent));
    }
    CountDownLatch together = new CountDownLatch(1);
    List<Future<Optional<String>>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(twins.size())) {
      for (Submission twin : twins) {
        answers.add(
            callers.submit(
                () -> {
                  together.await();
                  return Optional.ofNullable(refusal(twin)).map(ProblemException::check);
                }));
      }
      together.countDown();
    }
    List<String> checks = new ArrayList<>();
    for (Future<Optional<String>> answer : answers) {
      answer.get().ifPresent(checks::add);
    }
    assertThat(checks).hasSize(7).containsOnly("public-key-of-another");
    assertThat(fixture.database.count("issuance")).isOne();
  }

  @Test
  void aKeyOfThisAuthorityIsNoAgents() {
    assertRefused(over(fixture.ca.issuingKey(), "reader"), "public-key-is-authoritys");
    assertRefused(over(fixture.ca.operatorKey(), "reader"), "public-key-is-authoritys");
  }

  /** A home in which a node and an agent share a key since before keys had a holder. */
  @Test
  void aKeyOfANodeIsNoAgents() {
    fixture.database.run(
        "insert into certified_key values ('"
            + KeyDigest.of(key.getPublic()).base64url()
            + "', 'subject', 'spiffe://bailiwick.example/node/domain', timestamp '2026-01-01"
            + " 00:00:00')");
    assertRefused(over(key, "reader"), "public-key-of-another");
  }

  /** RFC 3279 asks for NULL, and some leave it out: one key must not have two digests for it. */
  @Test
  void aKeyIsTheSameWithoutItsNullParameters() throws Exception {
    KeyPair rsa = TestKeys.rsa3072();
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(rsa.getPublic().getEncoded());
    byte[] other =
        new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(info.getAlgorithm().getAlgorithm()),
                info.getPublicKeyData().getOctets())
            .getEncoded();
    PublicKey spelled = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(other));
    fixture.issue(over(rsa, "reader"));
    assertRefused(over(new KeyPair(spelled, rsa.getPrivate()), "auditor"), "public-key-of-another");
  }

  private void assertRefused(Submission submission, String check) {
    ProblemException refusal = refusal(submission);
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(ProblemType.KEY_HELD_BY_ANOTHER);
  }

  private Submission over(KeyPair pair, String name) {
    TestDevice device = fixture.device();
    device.agentKey = pair;
    device.csr = TestCsr.of(pair).der();
    device.request.put("name", name);
    return device.send();
  }

  private ProblemException refusal(Submission submission) {
    return catchThrowableOfType(ProblemException.class, () -> fixture.issue(submission));
  }
}
