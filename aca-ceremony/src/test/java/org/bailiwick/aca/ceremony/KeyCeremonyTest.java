package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped ceremony, held once on real tokens. */
class KeyCeremonyTest {

  @TempDir private static Path temporary;
  private static CeremonyHome home;
  private static CeremonyRecord record;
  private static PublicKey auditKey;

  @BeforeAll
  static void hold() throws Exception {
    home = new CeremonyHome(temporary);
    assertThat(CeremonyHome.hold(home.plan())).isInstanceOf(KeyCeremony.Outcome.Held.class);
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      assertThat(token.health()).isEqualTo(new HsmHealth.Up());
      auditKey = token.key("audit").publicKey();
      record = CeremonyRecord.read(home.made("record.jws"), auditKey);
      for (String label : List.of("issuing-1", "ocsp-1", "operator-ca")) {
        assertThat(token.certificate(label).getEncoded())
            .isEqualTo(Files.readAllBytes(home.made(label + ".cer")));
      }
    }
  }

  @Test
  void recordsEveryKeyAndCertificate() {
    assertThat(record.keys())
        .extracting(CeremonyRecord.KeyEntry::label)
        .containsExactlyInAnyOrder(
            "root",
            "issuing-1",
            "ocsp-1",
            "operator-ca",
            "events",
            "audit",
            "token-signing",
            "wit");
    assertThat(record.issuers())
        .extracting(CeremonyRecord.Issuer::issuerId)
        .containsExactlyInAnyOrder("root", "issuing-1", "operator-ca");
    assertThat(record.certificates())
        .extracting(CertificateEntry::profile)
        .contains(CertificateProfile.NODE, CertificateProfile.OPERATOR, CertificateProfile.OCSP)
        .hasSize(10);
    assertThat(record.certificates())
        .allMatch(entry -> entry.certificate().getSerialNumber().bitLength() > 150);
    assertThat(record.crls()).hasSize(1);
    assertThat(record.circumstances().software().get("bouncycastle")).isNotEqualTo("unknown");
  }

  @Test
  void keysNeverLeaveTheirTokens() {
    String root = home.tokens.get("root").tool("--list-objects", "--type", "privkey");
    assertThat(root).contains("root").doesNotContain("issuing-1");
    String authority = home.tokens.get("authority").tool("--list-objects", "--type", "privkey");
    assertThat(authority.split("sensitive, always sensitive, never extractable, local", -1))
        .hasSize(7);
    assertThat(home.tokens.get("domain").tool("--list-objects", "--type", "privkey"))
        .contains("token-signing");
  }

  @Test
  void opensslAcceptsEveryChain() throws Exception {
    Path root = pem("root");
    Path issuing = pem("issuing-1");
    for (String server : List.of("authority/tls/server.pem", "domain/tls/server.pem")) {
      assertThat(
              Tools.run(
                  List.of(
                      "openssl",
                      "verify",
                      "-x509_strict",
                      "-CAfile",
                      root.toString(),
                      "-untrusted",
                      issuing.toString(),
                      temporary.resolve(server).toString())))
          .endsWith(": OK\n");
    }
    for (String client : List.of("domain/tls/client.pem", "operators/officer-1.pem")) {
      assertThat(
              Tools.run(
                  List.of(
                      "openssl",
                      "verify",
                      "-x509_strict",
                      "-CAfile",
                      pem("operator-ca").toString(),
                      temporary.resolve(client).toString())))
          .endsWith(": OK\n");
    }
  }

  @Test
  void zlintFindsNothing() throws Exception {
    for (CertificateEntry entry : record.certificates()) {
      Path file = temporary.resolve(entry.serial().hex() + ".pem");
      Files.writeString(file, Pem.of(entry.certificate()));
      assertThat(Tools.zlint(file, "pem"))
          .contains("\"pass\"")
          .doesNotContain("\"error\"", "\"fatal\"", "\"warn\"");
    }
    Path crl = temporary.resolve("root.crl.pem");
    Files.writeString(crl, Pem.block("X509 CRL", Files.readAllBytes(home.made("root.crl"))));
    assertThat(Tools.zlint(crl, "pem"))
        .contains("\"pass\"")
        .doesNotContain("\"error\"", "\"fatal\"", "\"warn\"");
  }

  @Test
  void serverChainEndsBelowTheRoot() throws Exception {
    List<X509Certificate> chain =
        Pem.certificates(Files.readString(temporary.resolve("authority/tls/server.pem")));
    assertThat(chain).hasSize(2);
    assertThat(chain.get(1).getEncoded()).isEqualTo(Files.readAllBytes(home.made("issuing-1.cer")));
  }

  @Test
  void isNotHeldTwice() throws Exception {
    assertThatThrownBy(() -> CeremonyHome.hold(home.plan()))
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining("This ceremony was held already");
    Path elsewhere = Path.of("elsewhere");
    CeremonyPlan again = home.plan("folder = authority/ceremony", "folder = " + elsewhere);
    assertThatThrownBy(() -> CeremonyHome.hold(again))
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining("already holds");
    assertThat(temporary.resolve(elsewhere)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void refusesARecordWithOneCharacterChanged(int part) throws Exception {
    String[] parts = Files.readString(home.made("record.jws")).strip().split("\\.", -1);
    char old = parts[part].charAt(20);
    parts[part] =
        parts[part].substring(0, 20) + (old == 'A' ? 'B' : 'A') + parts[part].substring(21);
    Path changed = temporary.resolve("changed-" + part + ".jws");
    Files.writeString(changed, String.join(".", parts));
    assertThatThrownBy(() -> CeremonyRecord.read(changed, auditKey))
        .isInstanceOf(CeremonyException.class);
  }

  @Test
  void refusesARecordOfAnotherAuditKey() {
    PublicKey other = InMemorySigningKey.generate("audit", KeyShape.EC_P256).publicKey();
    assertThatThrownBy(() -> CeremonyRecord.read(home.made("record.jws"), other))
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining("not signed by");
  }

  private static Path pem(String label) throws Exception {
    Path file = temporary.resolve(label + ".anchor.pem");
    X509Certificate certificate = Pem.certificate(Files.readAllBytes(home.made(label + ".cer")));
    return Files.writeString(file, Pem.of(certificate));
  }
}
