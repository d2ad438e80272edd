package org.bailiwick.aca.evidence.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.aca.testing.TestHsm.SIGN_ECDSA;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.testing.TestHsm;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attestations of keys by an HSM, refused when one value of them is wrong (threats 4 to 6). */
class HsmKeyAttestorTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final TestHsm HSM = new TestHsm("Vendor Root");
  private static final PublicKey AGENT = TestKeys.ec().getPublic();

  @TempDir private Path folder;
  private HsmKeyAttestor trust;

  @BeforeEach
  void configure() throws IOException {
    trustIn(HSM.root());
    trust = new HsmKeyAttestor(folder, CLOCK);
  }

  private void trustIn(X509Certificate certificate) throws IOException {
    Files.writeString(folder.resolve("vendor.pem"), Pem.of(certificate));
  }

  @Test
  void namesTheHsmByItsNumberAndItsOwnKey() {
    AttestedSubject subject = judge(TestHsm.says(SIGN_ECDSA));
    assertThat(subject).hasToString("hsm-key 20000001 of CN=Vendor Root");
    assertThat(subject.key()).contains(HSM.device().getPublicKey());
    assertThat(subject.platform()).isEmpty();
    assertThat(subject.root())
        .contains(new RootOfTrust("hsm-key", "sha256:" + Sha256.hex(Pem.der(HSM.root()))));
  }

  static Stream<Arguments> signers() {
    return Stream.of(
        Arguments.of(TestKeys.ec("secp384r1"), SIGN_ECDSA),
        Arguments.of(TestKeys.ed25519(), 1L << 8),
        Arguments.of(TestKeys.rsa3072(), 1L << 5),
        // of a real one: both ways of RSA, decryption, signing attestations
        Arguments.of(TestKeys.rsa3072(), 0x0000_0004_0000_0660L));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void acceptsEachKindOfKeyThatMaySign(KeyPair key, long capabilities) {
    X509Certificate attested = HSM.attests(key.getPublic(), TestHsm.says(capabilities));
    assertThat(judge(key.getPublic(), TestHsm.evidence(attested, HSM.device())).subject())
        .isEqualTo("20000001");
  }

  @Test
  void trustsOneHsmWhereItsOwnCertificateIsConfigured() throws IOException {
    trustIn(HSM.device());
    assertThat(judge(TestHsm.says(SIGN_ECDSA)).subject()).isEqualTo("20000001");
    TestHsm other = new TestHsm("Vendor Root", 7);
    refuses("hsm-issuer-untrusted", TestHsm.evidence(attested(other), other.device()));
  }

  static Stream<Arguments> statements() {
    long exportable = SIGN_ECDSA | 1L << 16;
    return Stream.of(
        with("hsm-key-imported", "3", new DERBitString(new byte[] {2})),
        with("hsm-key-imported", "3", new DERBitString(new byte[] {0})),
        with("hsm-key-imported", "3", new DERBitString(new byte[] {0x11})),
        Arguments.of("hsm-key-exportable", TestHsm.says(exportable)),
        Arguments.of("hsm-key-capability-unknown", TestHsm.says(SIGN_ECDSA | 1L << 56)),
        Arguments.of("hsm-key-capability-unknown", TestHsm.says(SIGN_ECDSA | 1L << 63)),
        Arguments.of("hsm-key-cannot-sign", TestHsm.says(0)),
        Arguments.of("hsm-key-cannot-sign", TestHsm.says(1L << 5 | 1L << 6 | 1L << 8)),
        with("hsm-key-device", "2", new ASN1Integer(7)),
        with("hsm-key-extension-unknown", "11", DERNull.INSTANCE));
  }

  /** Each extension left out, and in the form of another. */
  static Stream<Arguments> forms() {
    return Stream.of("1", "2", "3", "4", "5", "6", "9")
        .flatMap(
            number -> {
              Map<String, byte[]> without = TestHsm.says(SIGN_ECDSA);
              without.remove(number);
              return Stream.of(
                  Arguments.of("hsm-key-extension-missing", without),
                  with("hsm-key-extension-form", number, DERNull.INSTANCE));
            });
  }

  static Stream<Arguments> values() {
    return Stream.of(
            with("1", new DEROctetString(new byte[] {2, 4})),
            with("2", new ASN1Integer(0)),
            with("2", new ASN1Integer(-1)),
            with("2", new ASN1Integer(BigInteger.ONE.shiftLeft(64))),
            with("3", new DERBitString(new byte[] {0, 1})),
            with("3", new DERBitString(new byte[] {(byte) 0x80}, 7)),
            with("4", new DERBitString(new byte[] {1})),
            with("5", new DERBitString(new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80})),
            with("5", new DERBitString(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80})),
            with("6", new ASN1Integer(-1)),
            with("6", new ASN1Integer(0x10000)),
            with("9", new DERUTF8String("x".repeat(41))))
        .map(each -> Arguments.of("hsm-key-extension-form", each.get()[1]));
  }

  private static Arguments with(String number, ASN1Encodable value) {
    return with("hsm-key-extension-form", number, value);
  }

  private static Arguments with(String check, String number, ASN1Encodable value) {
    Map<String, byte[]> extensions = TestHsm.says(SIGN_ECDSA);
    extensions.put(number, TestHsm.value(value));
    return Arguments.of(check, extensions);
  }

  @ParameterizedTest
  @MethodSource({"statements", "forms", "values"})
  void refusesWhatIsSaid(String check, Map<String, byte[]> extensions) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> judge(extensions)).check())
        .isEqualTo(check);
  }

  @Test
  void readsTheSeriesButNotWhetherItIsOfFips() {
    Map<String, byte[]> extensions = TestHsm.says(SIGN_ECDSA);
    extensions.put("10", TestHsm.value(new ASN1Integer(6)));
    extensions.put("12", TestHsm.value(DERNull.INSTANCE));
    assertThat(judge(extensions).subject()).isEqualTo("20000001");
  }

  @Test
  void refusesAnExtensionWithSomethingBehind() {
    Map<String, byte[]> extensions = TestHsm.says(SIGN_ECDSA);
    extensions.put("3", new byte[] {3, 2, 0, 1, 5, 0});
    assertThat(catchThrowableOfType(ProblemException.class, () -> judge(extensions)).check())
        .isEqualTo("hsm-key-extension-form");
  }

  @Test
  void threat4RefusesTheAttestationOfAnotherKey() {
    String evidence = TestHsm.evidence(attested(HSM), HSM.device());
    refusesFor(TestKeys.ec().getPublic(), "hsm-key-not-agents", evidence);
  }

  @Test
  void threat5RefusesAnotherVendorAlsoOfTheSameName() {
    TestHsm forger = new TestHsm("Vendor Root");
    refuses("hsm-issuer-untrusted", TestHsm.evidence(attested(forger), forger.device()));
    TestHsm other = new TestHsm("Other Root");
    refuses(
        "hsm-issuer-untrusted", TestHsm.evidence(attested(other), other.device(), other.root()));
  }

  @Test
  void threat5RefusesAnAttestationThatTheHsmDidNotSign() throws IOException {
    TestHsm one = new TestHsm("Another", 7);
    Files.writeString(folder.resolve("devices.pem"), Pem.of(HSM.device()) + Pem.of(one.device()));
    refuses("hsm-key-device", TestHsm.evidence(attested(HSM), one.device()));
    refuses("hsm-key-device-missing", TestHsm.evidence(attested(HSM)));
  }

  /** Every owner of an HSM of the vendor has keys whose certificates lead to the vendor. */
  @Test
  void threat5RefusesAnAttestationByAKeyThatIsItselfAttested() {
    KeyPair own = TestKeys.ec();
    X509Certificate attested = HSM.attests(own.getPublic(), TestHsm.says(SIGN_ECDSA));
    X509Certificate forged = TestHsm.forgedBy(own, AGENT, TestHsm.says(SIGN_ECDSA));
    refuses("hsm-issuer-untrusted", TestHsm.evidence(forged, attested, HSM.device()));
  }

  @Test
  void refusesAnExpiredAttestation() {
    X509Certificate old =
        HSM.attests(AGENT, TestHsm.says(SIGN_ECDSA), Instant.parse("2026-01-01T00:00:00Z"));
    refuses("hsm-certificate-expired", TestHsm.evidence(old, HSM.device()));
  }

  @Test
  void refusesTheHsmsOwnCertificate() {
    refuses("hsm-certificate-is-ca", TestHsm.evidence(HSM.device(), HSM.root()));
  }

  @Test
  void threat6RefusesWhatIsNoEvidence() {
    refuses("hsm-key-evidence-malformed", "not base64url!");
    refuses("hsm-key-evidence-malformed", "A".repeat(65_537));
    refuses("hsm-key-evidence-json", TestHsm.encode("[]"));
    refuses("hsm-key-evidence-claim", TestHsm.encode("{\"format\":\"yubihsm2\"}"));
    refuses(
        "hsm-key-evidence-malformed", TestHsm.encode("{\"format\":\"yubihsm2\",\"x5c\":[\"!\"]}"));
    refuses(
        "hsm-key-evidence-malformed",
        TestHsm.encode("{\"format\":\"yubihsm2\",\"x5c\":[],\"more\":1}"));
    refuses("hsm-key-format", TestHsm.encode("{\"format\":\"piv\",\"x5c\":[]}"));
    refuses("hsm-chain-length", TestHsm.encode("{\"format\":\"yubihsm2\",\"x5c\":[]}"));
  }

  @Test
  void refusesARequestWithoutANonce() {
    EvidenceItem item = new EvidenceItem("hsm-key", TestHsm.evidence(attested(HSM), HSM.device()));
    EvidenceBinding binding =
        new EvidenceBinding(AGENT, Optional.empty(), CLOCK.instant(), TestRequest.reader());
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> trust.authenticate(item, binding))
                .check())
        .isEqualTo("evidence-nonce-missing");
  }

  @Test
  void trustsNobodyUnconfigured() {
    trust = new HsmKeyAttestor(folder.resolve("none"), CLOCK);
    refuses("hsm-issuer-untrusted", TestHsm.evidence(attested(HSM), HSM.device()));
  }

  private static X509Certificate attested(TestHsm hsm) {
    return hsm.attests(AGENT, TestHsm.says(SIGN_ECDSA));
  }

  private AttestedSubject judge(Map<String, byte[]> extensions) {
    return judge(AGENT, TestHsm.evidence(HSM.attests(AGENT, extensions), HSM.device()));
  }

  private AttestedSubject judge(PublicKey agent, String evidence) {
    return trust.authenticate(
        new EvidenceItem("hsm-key", evidence),
        TestRequest.binding(agent, "nonce", CLOCK.instant()));
  }

  private void refuses(String check, String evidence) {
    refusesFor(AGENT, check, evidence);
  }

  private void refusesFor(PublicKey agent, String check, String evidence) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> judge(agent, evidence)).check())
        .isEqualTo(check);
  }
}
