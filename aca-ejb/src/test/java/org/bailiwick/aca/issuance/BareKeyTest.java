package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.CloudSigner;
import org.bailiwick.aca.testing.TestBareKey;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestWorkload;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A public key instead of a CSR, proved by a signature for this enrolment (requirement R9). */
class BareKeyTest {

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

  @ParameterizedTest
  @MethodSource
  void certifiesAKeyThatSignedForTheDevicesStatement(KeyPair key, String algorithm) {
    TestDevice device = device(key);
    device.bareKey.orElseThrow().algorithm = algorithm;
    IssuedCredential issued = fixture.issue(device.send());
    assertThat(issued.certificate().getPublicKey()).isEqualTo(key.getPublic());
  }

  static Stream<Arguments> certifiesAKeyThatSignedForTheDevicesStatement() {
    return Stream.of(
        Arguments.of(TestKeys.ec(), "ES256"),
        Arguments.of(TestKeys.ec("secp384r1"), "ES384"),
        Arguments.of(TestKeys.ed25519(), "EdDSA"),
        Arguments.of(TestKeys.rsa3072(), "PS256"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refusesAndReservesNothing(
      String check, ProblemType type, BiConsumer<TestDevice, TestBareKey> change) {
    TestDevice device = device(TestKeys.ec());
    change.accept(device, device.bareKey.orElseThrow());
    refuses(device.send(), type, check);
  }

  static Stream<Arguments> refusesAndReservesNothing() {
    return Stream.of(proofs(), keys(), statements()).flatMap(each -> each);
  }

  private static Stream<Arguments> proofs() {
    ProblemType unproved = ProblemType.PROOF_OF_POSSESSION_FAILED;
    return Stream.of(
        bare("key-proof-signature", unproved, k -> k.signer = TestKeys.ec().getPrivate()),
        bare("key-proof-header", unproved, k -> k.header.put("typ", "enrolment-statement+jwt")),
        bare("key-proof-header", unproved, k -> k.header.put("jwk", "x")),
        bare("key-proof-nonce", unproved, k -> k.claims.put("nonce", "another")),
        bare("key-proof-statement", unproved, k -> k.claims.put("statement_sha256", "x")),
        bare("key-proof-missing", ProblemType.MALFORMED_REQUEST, TestBareKey::unproved),
        bare(
            "key-proof-malformed",
            ProblemType.MALFORMED_REQUEST,
            k -> k.text = Optional.of("no proof")));
  }

  private static Stream<Arguments> keys() {
    ProblemType refused = ProblemType.INVALID_CSR;
    return Stream.of(
        bare("key-der", refused, k -> k.spki = Arrays.copyOf(k.spki, k.spki.length + 1)),
        bare("key-der", refused, k -> k.spki = new byte[] {5, 0}),
        bare("key-der", refused, k -> k.spki = new byte[4096]),
        bare("key", refused, k -> k.spki = spki(EdECObjectIdentifiers.id_Ed25519, 0)),
        bare("key-algorithm", refused, k -> k.spki = spki(new ASN1ObjectIdentifier("1.2.3.4"), 32)),
        bare("key-ec-curve", refused, k -> of(k, TestKeys.ec("secp521r1"), "ES512")),
        bare("key-rsa-size", refused, k -> of(k, TestKeys.rsa2048(), "RS256")),
        Arguments.of(
            "csr-key-is-device-key", refused, change((d, k) -> of(k, d.deviceKey, "ES256"))));
  }

  private static Stream<Arguments> statements() {
    return Stream.of(
        Arguments.of(
            "statement-key-mismatch",
            ProblemType.EVIDENCE_REJECTED,
            change((d, k) -> d.request.put("key_sha256", "x"))),
        Arguments.of(
            "statement-key-twice",
            ProblemType.MALFORMED_REQUEST,
            change((d, k) -> d.request.put("csr_sha256", Claims.sha256(d.csr)))));
  }

  @Test
  void aStatementForACsrDoesNotDoForItsKey() {
    TestDevice device = fixture.device();
    String other = device.send().statement();
    device.bareKey = Optional.of(new TestBareKey(device.agentKey));
    Submission bare = device.send();
    refuses(
        new Submission(
            other, bare.key(), bare.eat(), bare.userToken(), bare.evidence(), OwnerProofs.NONE),
        ProblemType.MALFORMED_REQUEST,
        "statement-claim");
  }

  @Test
  void aProofOfAnEarlierEnrolmentIsWorthNothing() {
    TestDevice device = device(TestKeys.ec());
    Submission first = device.send();
    fixture.issue(first);
    ProblemException spent =
        catchThrowableOfType(ProblemException.class, () -> fixture.issue(first));
    assertThat(spent.type()).isEqualTo(ProblemType.NONCE_INVALID);
    TestDevice again = fixture.device();
    again.bareKey = device.bareKey;
    Submission second = again.send();
    Submission replayed =
        new Submission(
            second.statement(),
            first.key(),
            second.eat(),
            second.userToken(),
            second.evidence(),
            OwnerProofs.NONE);
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> fixture.issue(replayed));
    assertThat(refusal.check()).isEqualTo("key-proof-nonce");
    assertThat(fixture.database.count("issuance")).isOne();
  }

  @Test
  void theStatementIsTheProofWhereTheAgentsKeySignedIt() throws IOException {
    TestWorkload workload = workload();
    IssuedCredential issued = fixture.issue(workload.send());
    assertThat(issued.certificate().getPublicKey()).isEqualTo(workload.agentKey.getPublic());
  }

  @Test
  void refusesAProofThatNobodyAskedFor() throws IOException {
    TestWorkload workload = workload();
    workload.bareKey = Optional.of(new TestBareKey(workload.agentKey));
    refuses(workload.send(), ProblemType.MALFORMED_REQUEST, "key-proof-unwanted");
  }

  @Test
  void refusesAKeyThatDidNotSignTheStatement() throws IOException {
    TestWorkload workload = workload();
    workload.bareKey = Optional.of(new TestBareKey(TestKeys.ec()).unproved());
    refuses(workload.send(), ProblemType.PROOF_OF_POSSESSION_FAILED, "key-not-statements");
  }

  @Test
  void refusesAPrivateKeyInTheHeader() throws IOException {
    TestWorkload workload = workload();
    workload.moreOfTheKey.put("d", "AQ");
    refuses(workload.send(), ProblemType.MALFORMED_REQUEST, "statement-jwk");
  }

  private void refuses(Submission submission, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> fixture.issue(submission));
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isZero();
  }

  private TestDevice device(KeyPair key) {
    TestDevice device = fixture.device();
    device.agentKey = key;
    device.bareKey = Optional.of(new TestBareKey(key));
    return device;
  }

  /** An instance that signs by its own key. */
  private TestWorkload workload() throws IOException {
    CloudSigner cloud = new CloudSigner(folder, "frankfurt", "rsa:2048");
    cloud.trustIn(folder.resolve("aws"));
    Files.writeString(
        folder.resolve("aws/ours.json"),
        """
        {"certificates":["frankfurt.pem"],"accounts":["123456789012"],
         "regions":["eu-central-1"]}
        """);
    TestWorkload workload =
        new TestWorkload("instance", fixture.nonces.mint().value(), fixture.clock.instant());
    workload.userToken = fixture.provider.token(fixture.clock.instant());
    workload.bareKey = Optional.of(new TestBareKey(workload.agentKey).unproved());
    String document =
        "{\"accountId\":\"123456789012\",\"region\":\"eu-central-1\",\"instanceId\":\"i-1\","
            + "\"pendingTime\":\"%s\"}"
                .formatted(fixture.clock.instant().truncatedTo(ChronoUnit.SECONDS));
    return workload.with("aws-document", cloud.sign(document, "-nodetach"));
  }

  private static byte[] spki(ASN1ObjectIdentifier algorithm, int octets) {
    try {
      return new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm), new byte[octets])
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void of(TestBareKey bare, KeyPair key, String algorithm) {
    bare.spki = key.getPublic().getEncoded();
    bare.signer = key.getPrivate();
    bare.algorithm = algorithm;
  }

  private static Arguments bare(String check, ProblemType type, Consumer<TestBareKey> change) {
    return Arguments.of(check, type, change((device, key) -> change.accept(key)));
  }

  private static BiConsumer<TestDevice, TestBareKey> change(
      BiConsumer<TestDevice, TestBareKey> change) {
    return change;
  }
}
