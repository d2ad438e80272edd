package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.trust.OperatorEndorsement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped later ceremony for a second operator CA, without the root's token. */
class OperatorSuccessionTest {

  private static final Path SHIPPED =
      CeremonyHome.SHIPPED.resolveSibling("successor-operators.properties");

  @TempDir private static Path temporary;
  private static CeremonyHome home;
  private static CeremonyRecord record;

  @BeforeAll
  static void hold() throws Exception {
    home = new CeremonyHome(temporary);
    CeremonyHome.hold(home.plan());
    Files.delete(temporary.resolve("hsm/root.pin"));
    Path held = ((KeyCeremony.Outcome.Held) CeremonyHome.hold(shipped())).record();
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      PublicKey audit = token.key("audit").publicKey();
      record = CeremonyRecord.read(held, audit);
      assertThat(token.certificate("operator-ca-2").getEncoded())
          .isEqualTo(Files.readAllBytes(home.made("operator-ca-2.cer")));
    }
  }

  @Test
  void theRecordHasTheNewAuthorityAndWhatItIssued() {
    assertThat(record.made().label()).isEqualTo("operator-ca-2");
    assertThat(record.madeIssuer().profile()).isEqualTo(CertificateProfile.OPERATOR_CA);
    assertThat(record.succession().orElseThrow().of()).isEqualTo("operator-ca");
    assertThat(record.certificates())
        .extracting(entry -> entry.profile() + " of " + entry.issuerId())
        .containsExactly(
            "OPERATOR_CA of operator-ca-2",
            "OPERATOR of operator-ca-2",
            "OPERATOR of operator-ca-2");
  }

  @Test
  void opensslFindsAPathForTheNewCertificateToTheNewAuthorityOnly() throws Exception {
    String leaf = temporary.resolve("operators/officer-1-of-operator-ca-2.pem").toString();
    assertThat(verify("operator-ca-2", leaf)).contains(": OK");
    assertThat(verify("operator-ca", leaf)).contains("unable to get local issuer certificate");
    String old = temporary.resolve("operators/officer-1.pem").toString();
    assertThat(verify("operator-ca", old)).contains(": OK");
    assertThat(verify("operator-ca-2", old)).contains("unable to get local issuer certificate");
  }

  @Test
  void theOneBeforeEndorsesIt() throws Exception {
    X509Certificate before = read("operator-ca.cer");
    X509Certificate next = read("operator-ca-2.cer");
    String endorsement = record.succession().orElseThrow().endorsement().orElseThrow();
    assertThat(OperatorEndorsement.read(endorsement, before.getPublicKey()))
        .contains(
            OperatorEndorsement.of(TrustDomain.parse("bailiwick.example"), "operator-ca-2", next));
    assertThat(OperatorEndorsement.read(endorsement, next.getPublicKey())).isEmpty();
  }

  @Test
  void zlintFindsNoFault() throws Exception {
    assertThat(Tools.zlint(home.made("operator-ca-2.cer"), "der")).doesNotContain("\"error\"");
  }

  @Test
  void aThirdFollowsTheSecond() throws Exception {
    CeremonyHome.hold(
        shipped(
            "operator-ca-2", "operator-ca-3",
            "successor.of = operator-ca\n", "successor.of = operator-ca-2\n",
            "key.operator-ca.", "key.operator-ca-2."));
    assertThat(home.made("successor-operator-ca-3.jws")).exists();
    assertThat(home.made("operator-ca-3.cer")).exists();
  }

  @Test
  void refusesWhatItDoesNotFollow() throws Exception {
    assertThatThrownBy(() -> shipped("successor.of = operator-ca", "successor.of = operator-ca-9"))
        .hasMessageContaining("successor.of is not the operators key of the file");
    assertThatThrownBy(
            () -> shipped("key.operator-ca.use = operators", "key.operator-ca.use = ocsp"))
        .hasMessageContaining("a later ceremony is about keys of");
    assertThatThrownBy(
            () ->
                shipped(
                    "certificate.officer-1.issuer = operator-ca-2",
                    "certificate.officer-1.issuer = operator-ca"))
        .hasMessageContaining("is not an issuing key of the file");
    assertThatThrownBy(
            () ->
                CeremonyHome.hold(
                    shipped(
                        "operator-ca-2", "operator-ca-4",
                        "successor.of = operator-ca\n", "successor.of = ocsp-1\n",
                        "key.operator-ca.", "key.ocsp-1.")))
        .hasMessageContaining("name no operators key ocsp-1");
    assertThatThrownBy(() -> CeremonyHome.hold(shipped()))
        .hasMessageContaining("successor-operator-ca-2.jws exists");
    assertThat(home.made("unfinished")).doesNotExist();
  }

  private static String verify(String anchor, String leaf) throws Exception {
    Path pem = temporary.resolve(anchor + ".pem");
    Files.writeString(pem, Pem.of(read(anchor + ".cer")));
    return Tools.run(
        List.of("openssl", "verify", "-purpose", "sslclient", "-CAfile", pem.toString(), leaf));
  }

  private static CeremonyPlan shipped(String... replacements) throws IOException {
    String text = Files.readString(SHIPPED);
    for (int i = 0; i < replacements.length; i += 2) {
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    Path copy = Files.writeString(temporary.resolve("operators.properties"), text);
    return CeremonyPlan.parse(copy, home.environment());
  }

  private static X509Certificate read(String name) throws IOException {
    return Pem.certificate(Files.readAllBytes(home.made(name)));
  }
}
