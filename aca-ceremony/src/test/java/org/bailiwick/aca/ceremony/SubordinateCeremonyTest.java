package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An organisation's root signs our topmost key: first run, answers that won't do, second run. */
class SubordinateCeremonyTest {

  private static final X500Name ORGANISATION = new X500Name("O=Organisation,CN=Root");

  @TempDir private Path temporary;
  private KeyPair rootKey;

  /** The organisation's answer; each test line changes one field. */
  private static final class Answer {
    PublicKey key;
    BasicConstraints constraints = new BasicConstraints(1);
    int usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    Duration validity = Duration.ofDays(3650);
    String permittedHost = CeremonyHome.DOMAIN;
    String algorithm = "SHA256withECDSA";
  }

  @Test
  void importsAndChecksTheAnswer() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    rootKey = generator.generateKeyPair();
    CeremonyHome home = new CeremonyHome(temporary);
    CeremonyPlan plan =
        home.plan(
            "root.mode = self-signed",
            """
            root.mode = subordinate
            root.request = root.csr
            root.answer = answer.pem
            root.anchor = organisation.pem
            """);

    assertThat(CeremonyHome.hold(plan)).isInstanceOf(KeyCeremony.Outcome.AwaitsAnswer.class);
    assertThat(CeremonyHome.hold(plan)).isInstanceOf(KeyCeremony.Outcome.AwaitsAnswer.class);
    PublicKey requested = requestedKey();
    Files.writeString(temporary.resolve("organisation.pem"), Pem.of(anchor()));

    refuses(
        plan, requested, "for another key", a -> a.key = generator.generateKeyPair().getPublic());
    refuses(plan, requested, "path length", a -> a.constraints = new BasicConstraints(0));
    refuses(plan, requested, "not for a CA", a -> a.constraints = new BasicConstraints(false));
    refuses(plan, requested, "key-usage", a -> a.usage = KeyUsage.keyCertSign);
    refuses(plan, requested, "before the issuing CA", a -> a.validity = Duration.ofDays(30));
    refuses(
        plan, requested, "name constraints that forbid", a -> a.permittedHost = "other.example");
    refuses(plan, requested, "SHA1", a -> a.algorithm = "SHA1withECDSA");
    assertThat(home.tokens.get("authority").tool("--list-objects")).doesNotContain("Private Key");

    answer(new Answer(), requested);
    assertThat(CeremonyHome.hold(plan)).isInstanceOf(KeyCeremony.Outcome.Held.class);
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      CeremonyRecord record =
          CeremonyRecord.read(home.made("record.jws"), token.key("audit").publicKey());
      assertThat(record.circumstances().rootMode()).isEqualTo("subordinate");
      assertThat(record.issuer(KeyUse.ROOT).certificate().getPublicKey()).isEqualTo(requested);
    }
    opensslAcceptsTheLongChain();
  }

  private interface Spoil {
    void apply(Answer answer) throws Exception;
  }

  private void refuses(CeremonyPlan plan, PublicKey requested, String reason, Spoil spoil)
      throws Exception {
    Answer answer = new Answer();
    spoil.apply(answer);
    answer(answer, requested);
    assertThatThrownBy(() -> CeremonyHome.hold(plan))
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining(reason);
  }

  private PublicKey requestedKey() throws Exception {
    try (PEMParser parser =
        new PEMParser(new StringReader(Files.readString(temporary.resolve("root.csr"))))) {
      return new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject())
          .getPublicKey();
    }
  }

  private X509Certificate anchor() throws Exception {
    Answer anchor = new Answer();
    anchor.constraints = new BasicConstraints(true);
    anchor.permittedHost = null;
    return certificate(anchor, ORGANISATION, rootKey.getPublic());
  }

  private void answer(Answer answer, PublicKey requested) throws Exception {
    PublicKey key = answer.key == null ? requested : answer.key;
    X500Name subject = new X500Name("O=Bailiwick,CN=root");
    Files.writeString(
        temporary.resolve("answer.pem"), Pem.of(certificate(answer, subject, key), anchor()));
  }

  private X509Certificate certificate(Answer answer, X500Name subject, PublicKey key)
      throws Exception {
    Instant start = Instant.now().minusSeconds(60);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            ORGANISATION,
            BigInteger.valueOf(4711),
            Date.from(start),
            Date.from(start.plus(answer.validity)),
            subject,
            key);
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        identifiers.createAuthorityKeyIdentifier(rootKey.getPublic()));
    builder.addExtension(Extension.basicConstraints, true, answer.constraints);
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(answer.usage));
    if (answer.permittedHost != null) {
      GeneralName host =
          new GeneralName(GeneralName.uniformResourceIdentifier, answer.permittedHost);
      builder.addExtension(
          Extension.nameConstraints,
          true,
          new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(host)}, null));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder(answer.algorithm).build(rootKey.getPrivate())));
  }

  private void opensslAcceptsTheLongChain() throws Exception {
    Path between = temporary.resolve("between.pem");
    List<X509Certificate> chain =
        Pem.certificates(Files.readString(temporary.resolve("answer.pem")));
    List<X509Certificate> server =
        Pem.certificates(Files.readString(temporary.resolve("domain/tls/server.pem")));
    Files.writeString(between, Pem.of(chain.getFirst(), server.getLast()));
    assertThat(
            Tools.run(
                List.of(
                    "openssl",
                    "verify",
                    "-x509_strict",
                    "-CAfile",
                    temporary.resolve("organisation.pem").toString(),
                    "-untrusted",
                    between.toString(),
                    temporary.resolve("domain/tls/server.pem").toString())))
        .endsWith(": OK\n");
  }
}
