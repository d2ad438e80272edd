package org.bailiwick.contract.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.junit.jupiter.api.Test;

class CredentialTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");

  private static void refuses(ProblemType type, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @Test
  void readsAnAgentsCredential() {
    TestLeaf leaf = CA.agent("reader", "invoice.parse@1");
    AgentCredential credential = AgentCredential.read(leaf.certificate());
    assertThat(credential.agent()).hasToString("spiffe://bailiwick.example/agent/reader");
    assertThat(credential.information()).isEqualTo(CA.information("invoice.parse@1"));
    assertThat(credential.serial().value()).isEqualTo(leaf.certificate().getSerialNumber());
  }

  @Test
  void refusesToReadOtherCertificatesAsAgents() {
    byte[] information = AgentInformationExtension.encode(CA.information("a@1"));
    byte[] trailing = Arrays.copyOf(information, information.length + 1);
    for (TestLeaf leaf :
        List.of(
            CA.nodeServer("domain"),
            CA.operator("officer", "alice"),
            CA.leafWithUri("spiffe://bailiwick.example/agent/reader"),
            CA.leafWithUri("spiffe://bailiwick.example/agent/READER"),
            CA.agentWithExtension("reader", trailing),
            CA.agentWithExtension("reader", new byte[0]))) {
      refuses(ProblemType.CREDENTIAL_NOT_TRUSTED, () -> AgentCredential.read(leaf.certificate()));
    }
  }

  /** A fuzz test found that the JDK throws an IndexOutOfBoundsException for this certificate. */
  @Test
  void refusesACertificateOverAnEmptyKey() throws IOException {
    TBSCertificate sound = Certificate.getInstance(der()).getTBSCertificate();
    V3TBSCertificateGenerator draft = new V3TBSCertificateGenerator();
    draft.setSerialNumber(sound.getSerialNumber());
    draft.setSignature(sound.getSignature());
    draft.setIssuer(sound.getIssuer());
    draft.setSubject(sound.getSubject());
    draft.setStartDate(sound.getStartDate());
    draft.setEndDate(sound.getEndDate());
    draft.setSubjectPublicKeyInfo(
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new byte[0]));
    byte[] empty =
        new DERSequence(
                new ASN1Encodable[] {
                  draft.generateTBSCertificate(),
                  sound.getSignature(),
                  new DERBitString(new byte[8])
                })
            .getEncoded();
    refuses(ProblemType.MALFORMED_REQUEST, () -> Pem.certificate(empty));
  }

  private static byte[] der() {
    try {
      return CA.agent("reader", "invoice.parse@1").certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void writesSerialNumbersInOneWay() {
    assertThat(new SerialNumber(BigInteger.valueOf(0xabc)).hex()).isEqualTo("0abc");
    assertThat(SerialNumber.parse("0abc").value()).isEqualTo(BigInteger.valueOf(0xabc));
    for (String text :
        new String[] {
          "", "abc", "0ABC", "000abc", "00", "-1", "0x", "80" + "00".repeat(19), "01".repeat(21)
        }) {
      refuses(ProblemType.MALFORMED_REQUEST, () -> SerialNumber.parse(text));
    }
  }

  @Test
  void writesRevocationReasonsInOneWay() {
    for (RevocationReason reason : RevocationReason.values()) {
      assertThat(RevocationReason.parse(reason.text())).isEqualTo(reason);
    }
    assertThat(RevocationReason.KEY_COMPROMISE.text()).isEqualTo("key-compromise");
    refuses(ProblemType.MALFORMED_REQUEST, () -> RevocationReason.parse("certificate-hold"));
  }

  @Test
  void readsThePemItWrites() {
    TestLeaf leaf = CA.agent("reader", "a@1");
    assertThat(Pem.certificates(Pem.of(leaf.chain()))).isEqualTo(leaf.chain());
    for (KeyPair pair : List.of(TestKeys.ec(), TestKeys.ed25519(), TestKeys.rsa2048())) {
      assertThat(Pem.privateKey(Pem.of(pair.getPrivate()))).isEqualTo(pair.getPrivate());
    }
  }

  @Test
  void refusesPemWithoutWhatItShouldHold() {
    String key = Pem.of(TestKeys.ec().getPrivate());
    refuses(ProblemType.MALFORMED_REQUEST, () -> Pem.certificates(key));
    refuses(ProblemType.MALFORMED_REQUEST, () -> Pem.privateKey(Pem.of(CA.root())));
    refuses(
        ProblemType.MALFORMED_REQUEST,
        () -> Pem.privateKey(Pem.block("PRIVATE KEY", new byte[] {1})));
    refuses(
        ProblemType.MALFORMED_REQUEST,
        () -> Pem.certificates(Pem.block("CERTIFICATE", new byte[] {1})));
  }

  @Test
  void refusesBytesAfterACertificate() throws Exception {
    byte[] der = CA.root().getEncoded();
    assertThat(Pem.certificate(der)).isEqualTo(CA.root());
    refuses(
        ProblemType.MALFORMED_REQUEST, () -> Pem.certificate(Arrays.copyOf(der, der.length + 1)));
  }

  @Property
  void refusesOrReadsArbitraryPem(@ForAll String text, @ForAll byte[] bytes) {
    for (String pem :
        List.of(text, Pem.block("CERTIFICATE", bytes), Pem.block("PRIVATE KEY", bytes))) {
      try {
        Pem.certificates(pem);
        Pem.privateKey(pem);
      } catch (ProblemException e) {
        assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
      }
    }
  }

  @Test
  void thumbprintIsTheDigestOfTheDer() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(CA.root().getEncoded());
    assertThat(Base64.getUrlDecoder().decode(Pem.sha256(CA.root()))).isEqualTo(digest);
  }
}
