package org.bailiwick.aca.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrlLintTest {

  private static final SoundSpecimens SOUND = new SoundSpecimens();
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  /** A CRL in the making; one field of it is wrong in each test. */
  private static final class Draft {
    X500Name issuer;
    Instant next = NOW.plusSeconds(3600);
    byte[] authorityKey;
    BigInteger number = BigInteger.TWO;
    int reason = CRLReason.keyCompromise;
    Instant revokedAt = NOW.minusSeconds(60);
    int times = 1;
    boolean numbered = true;
  }

  record Defect(String name, String rule, Consumer<Draft> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Defect> defects() {
    return Stream.of(
        new Defect("other issuer", "crl-issuer-name", d -> d.issuer = new X500Name("CN=other")),
        new Defect("next update missing", "crl-times", d -> d.next = null),
        new Defect("next update in the past", "crl-times", d -> d.next = NOW.minusSeconds(1)),
        new Defect("other key", "crl-authority-key-identifier", d -> d.authorityKey = new byte[20]),
        new Defect("no number", "crl-number", d -> d.numbered = false),
        new Defect(
            "number of 21 octets", "crl-number", d -> d.number = BigInteger.ONE.shiftLeft(160)),
        new Defect("reason zero", "crl-reason", d -> d.reason = CRLReason.unspecified),
        new Defect("reason seven", "crl-reason", d -> d.reason = 7),
        new Defect("removal outside a delta", "crl-reason", d -> d.reason = 8),
        new Defect("revoked tomorrow", "crl-future", d -> d.revokedAt = NOW.plusSeconds(86400)),
        new Defect("one serial twice", "crl-twice", d -> d.times = 2));
  }

  @Test
  void findsNothingInASoundCrl() throws Exception {
    assertThat(lint().crlFindings(SOUND.crl.getTBSCertList())).isEmpty();
    assertThat(lint().crlFindings(encode(new Draft()))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("defects")
  void findsTheDefect(Defect defect) throws Exception {
    Draft draft = new Draft();
    defect.change().accept(draft);
    assertThat(lint().crlFindings(encode(draft)))
        .extracting(CredentialLint.Finding::rule)
        .contains(defect.rule());
  }

  @Test
  void findsNoise() {
    assertThat(lint().crlFindings(new byte[] {0x30, 0x00})).isNotEmpty();
  }

  private static CredentialLint lint() {
    return CredentialLint.under(SOUND.issuing);
  }

  private static byte[] encode(Draft draft) throws Exception {
    JcaX509CertificateHolder issuing = new JcaX509CertificateHolder(SOUND.issuing);
    byte[] own = SubjectKeyIdentifier.fromExtensions(issuing.getExtensions()).getKeyIdentifier();
    X509v2CRLBuilder builder =
        new X509v2CRLBuilder(
            draft.issuer == null ? issuing.getSubject() : draft.issuer, Date.from(NOW));
    if (draft.next != null) {
      builder.setNextUpdate(Date.from(draft.next));
    }
    for (int i = 0; i < draft.times; i++) {
      // Not the builder's own reason, which leaves out what must be left out.
      ExtensionsGenerator entry = new ExtensionsGenerator();
      entry.addExtension(Extension.reasonCode, false, CRLReason.lookup(draft.reason));
      builder.addCRLEntry(BigInteger.TEN, Date.from(draft.revokedAt), entry.generate());
    }
    byte[] key = draft.authorityKey == null ? own : draft.authorityKey;
    builder.addExtension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(key));
    if (draft.numbered) {
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(draft.number));
    }
    KeyPairGenerator throwaway = KeyPairGenerator.getInstance("EC");
    throwaway.initialize(256);
    return builder
        .build(
            new JcaContentSignerBuilder("SHA256withECDSA")
                .build(throwaway.generateKeyPair().getPrivate()))
        .toASN1Structure()
        .getTBSCertList()
        .getEncoded();
  }
}
