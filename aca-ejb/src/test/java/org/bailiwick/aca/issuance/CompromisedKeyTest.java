package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.testing.ScriptedKey;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.SigningKey;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A public key once reported compromised is refused for good, also under another name. */
class CompromisedKeyTest {

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

  static Stream<KeyPair> keys() {
    return Stream.of(TestKeys.ec(), TestKeys.rsa3072());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isRefusedUnderItsNameAnotherNameAndAnotherOwner(KeyPair key) {
    fixture.issue(over(key, "reader", "Finance"));
    fixture.report(key.getPublic());
    for (Submission submission :
        List.of(
            over(key, "reader", "Finance"),
            over(key, "auditor", "Finance"),
            over(key, "planner", "Operations"))) {
      ProblemException refusal = refusal(submission);
      assertThat(refusal.type()).isEqualTo(ProblemType.KEY_COMPROMISED);
      assertThat(refusal.check()).isEqualTo("public-key-compromised");
    }
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("agent_name")).isOne();
    assertThat(fixture.database.count("spent_nonce")).isOne();
  }

  /** The list names keys by digest, so a key must have one encoding. */
  @Test
  void isRefusedInAnotherEncodingToo() throws Exception {
    KeyPair key = TestKeys.rsa3072();
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
    byte[] other =
        new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(info.getAlgorithm().getAlgorithm(), new DERSequence()),
                info.getPublicKeyData().getOctets())
            .getEncoded();
    PublicKey spelled = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(other));
    fixture.report(key.getPublic());
    ProblemException refusal =
        refusal(over(new KeyPair(spelled, key.getPrivate()), "reader", "Finance"));
    assertThat(refusal.type()).isEqualTo(ProblemType.INVALID_CSR);
    assertThat(refusal.check()).isEqualTo("key-parameters");
    assertThat(fixture.database.count("issuance")).isZero();
  }

  @Test
  void anotherKeyOfTheSameAgentIsCertified() {
    KeyPair lost = TestKeys.ec();
    fixture.issue(over(lost, "reader", "Finance"));
    fixture.report(lost.getPublic());
    fixture.issue(over(TestKeys.ec(), "reader", "Finance"));
    assertThat(fixture.database.count("completion")).isEqualTo(2);
  }

  @Test
  void aDeviceWhoseKeyIsKnownToOthersEnrolsNobody() {
    TestDevice device = fixture.device();
    fixture.report(device.deviceKey.getPublic());
    ProblemException refusal = refusal(device.send());
    assertThat(refusal.type()).isEqualTo(ProblemType.KEY_COMPROMISED);
    assertThat(refusal.check()).isEqualTo("device-key-compromised");
    assertThat(fixture.database.count("issuance")).isZero();
  }

  /** Between reservation and signature the HSM is away; a report comes; the client tries again. */
  @Test
  void aReservationIsNotCompletedForAKeyReportedMeanwhile() {
    TestDevice device = fixture.device();
    Submission submission = device.send();
    SigningKey working = leaveUnsigned(submission);
    fixture.report(device.agentKey.getPublic());
    fixture.key.set(working);
    assertThat(refusal(submission).check()).isEqualTo("public-key-compromised");
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("completion")).isZero();
  }

  @Test
  void aReservationIsNotCompletedForADeviceReportedMeanwhile() {
    TestDevice device = fixture.device();
    Submission submission = device.send();
    SigningKey working = leaveUnsigned(submission);
    fixture.report(device.deviceKey.getPublic());
    fixture.key.set(working);
    assertThat(refusal(submission).check()).isEqualTo("device-key-compromised");
    assertThat(fixture.database.count("completion")).isZero();
  }

  /** The report comes while the HSM signs: the signature is made and never handed out. */
  @Test
  void aReportThatComesDuringTheSignatureIsInTime() {
    TestDevice device = fixture.device();
    SigningKey working = fixture.key.get();
    fixture.key.set(ScriptedKey.during(working, () -> fixture.report(device.agentKey.getPublic())));
    assertThat(refusal(device.send()).check()).isEqualTo("public-key-compromised");
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("completion")).isZero();
  }

  private SigningKey leaveUnsigned(Submission submission) {
    SigningKey working = fixture.key.get();
    fixture.key.set(ScriptedKey.away(working));
    assertThat(refusal(submission).type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
    return working;
  }

  private ProblemException refusal(Submission submission) {
    return catchThrowableOfType(
        ProblemException.class, () -> fixture.issue(submission, Optional.of("key-1")));
  }

  private Submission over(KeyPair key, String name, String owner) {
    TestDevice device = fixture.device();
    device.agentKey = key;
    device.csr = TestCsr.of(key).der();
    device.request.put("name", name);
    device.request.put("owner", owner);
    device.userToken =
        fixture.provider.token(
            fixture.clock.instant(),
            claims -> claims.put("roles", List.of("finance", "operations")));
    return device.send();
  }
}
