package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.certificate.CertificateDraft;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped later ceremonies for a second root, and for an issuing key under it. */
class RootSuccessionTest {

  @TempDir private static Path temporary;
  private static CeremonyHome home;
  private static CeremonyRecord record;
  private static CeremonyRecord issuing;

  @BeforeAll
  static void hold() throws Exception {
    home = new CeremonyHome(temporary);
    CeremonyHome.hold(home.plan());
    Path root = held(shipped("root"));
    Path below = held(shipped("under-root-2"));
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      PublicKey audit = token.key("audit").publicKey();
      record = CeremonyRecord.read(root, audit);
      issuing = CeremonyRecord.read(below, audit);
      newLeaf(token);
    }
    for (String name :
        List.of("root", "root-2", "root-2-by-root", "root-by-root-2", "issuing-1", "issuing-2")) {
      Files.writeString(pem(name), Pem.of(read(name + ".cer")));
    }
  }

  /** As a node would issue it; by the key that the ceremony left in the token. */
  private static void newLeaf(Pkcs11Token token) throws IOException {
    KeyPair key = TestKeys.ec();
    TrustDomain domain = TrustDomain.parse(CeremonyHome.DOMAIN);
    CertificateDraft draft =
        new CertificateDraft(
            CertificateProfile.NODE,
            new CeremonyNames(domain, "Bailiwick").of("domain"),
            key.getPublic(),
            Period.ofDays(7),
            List.of(CeremonyHome.uri("node/domain")),
            Optional.of("issuing-2"));
    X509Certificate leaf =
        home.plan()
            .authority()
            .maker(new SecureRandom(), Instant.now())
            .signed(draft, read("issuing-2.cer"), token.key("issuing-2"));
    Files.writeString(pem("new-leaf"), Pem.of(leaf));
  }

  @Test
  void anOldLeafVerifiesUnderTheNewRootThroughTheLink() throws Exception {
    String leaf = temporary.resolve("domain/tls/server.pem").toString();
    assertThat(verify("root", leaf, "issuing-1")).contains(": OK");
    assertThat(verify("root-2", leaf, "issuing-1")).contains("unable to get");
    assertThat(verify("root-2", leaf, "issuing-1", "root-by-root-2")).contains(": OK");
  }

  @Test
  void aNewLeafVerifiesUnderTheOldRootThroughTheLink() throws Exception {
    String leaf = pem("new-leaf").toString();
    assertThat(verify("root-2", leaf, "issuing-2")).contains(": OK");
    assertThat(verify("root", leaf, "issuing-2")).contains("unable to get");
    assertThat(verify("root", leaf, "issuing-2", "root-2-by-root")).contains(": OK");
  }

  /** With every certificate's revocation, and the policy that relying parties may demand. */
  @Test
  void crlsAndPoliciesHoldThroughTheLinkToo() throws Exception {
    List<String> command =
        command("root", pem("new-leaf").toString(), "issuing-2", "root-2-by-root");
    command.addAll(
        1 + command.indexOf("verify"), List.of("-explicit_policy", "-policy", policy("new-leaf")));
    assertThat(Tools.run(command)).contains(": OK");
    assertThat(
            Tools.run(
                List.of(
                    "openssl",
                    "crl",
                    "-inform",
                    "DER",
                    "-in",
                    home.made("root-2.crl").toString(),
                    "-noout",
                    "-CAfile",
                    pem("root-2").toString())))
        .contains("verify OK");
  }

  private static String policy(String certificate) throws Exception {
    return Tools.run(
            List.of("openssl", "x509", "-in", pem(certificate).toString(), "-noout", "-text"))
        .lines()
        .filter(line -> line.contains("Policy: "))
        .map(line -> line.substring(line.indexOf("Policy: ") + "Policy: ".length()).strip())
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  @Test
  void theRecordNamesAll() {
    assertThat(record.keys())
        .extracting(CeremonyRecord.KeyEntry::label)
        .containsExactly("root", "audit", "root-2");
    assertThat(record.issuers())
        .extracting(CeremonyRecord.Issuer::issuerId)
        .containsExactly("root", "root-2");
    assertThat(record.links()).containsOnlyKeys("root-2-by-root", "root-by-root-2");
    assertThat(record.crls())
        .extracting(CeremonyRecord.CrlEntry::issuerId)
        .containsExactly("root-2");
    assertThat(issuing.keys())
        .extracting(CeremonyRecord.KeyEntry::label)
        .containsExactly("root-2", "audit", "issuing-2");
    assertThat(issuing.links()).isEmpty();
  }

  @Test
  void theLinksEndWithTheOldRoot() throws Exception {
    for (String link : List.of("root-2-by-root.cer", "root-by-root-2.cer")) {
      assertThat(read(link).getNotAfter()).isBeforeOrEqualTo(read("root.cer").getNotAfter());
    }
  }

  @Test
  void zlintFindsNoFault() throws Exception {
    for (String each : List.of("root-2.cer", "root-2-by-root.cer", "root-by-root-2.cer")) {
      assertThat(Tools.zlint(home.made(each), "der")).doesNotContain("\"error\"");
    }
  }

  @Test
  void refusesWhatDoesNotFit() throws Exception {
    assertThatThrownBy(() -> CeremonyHome.hold(shipped("root")))
        .hasMessageContaining("successor-root-2.jws exists");
    assertThatThrownBy(() -> shipped("root", "successor.of = root", "successor.of = root-9"))
        .hasMessageContaining("successor.of is not the root key of the file");
    assertThatThrownBy(() -> shipped("root", "root.crl-validity = P1Y", ""))
        .hasMessageContaining("root.crl-validity is missing");
    assertThatThrownBy(
            () ->
                CeremonyHome.hold(
                    shipped("under-root-2", "issuing-2", "issuing-3", ":-P8D", ":-P1D")))
        .hasMessageContaining("comes into service only after");
    assertThatThrownBy(() -> shipped("under-root-2", "root-2", "issuing-1"))
        .hasMessageContaining("a later ceremony makes one key");
    assertThat(home.made("unfinished")).doesNotExist();
  }

  private static Path held(CeremonyPlan plan) {
    return ((KeyCeremony.Outcome.Held) CeremonyHome.hold(plan)).record();
  }

  private static String verify(String anchor, String leaf, String... between) throws Exception {
    return Tools.run(command(anchor, leaf, between));
  }

  private static List<String> command(String anchor, String leaf, String... between) {
    List<String> command = new ArrayList<>(List.of("openssl", "verify", "-x509_strict", "-CAfile"));
    command.add(pem(anchor).toString());
    for (String each : between) {
      command.addAll(List.of("-untrusted", pem(each).toString()));
    }
    command.add(leaf);
    return command;
  }

  private static Path pem(String name) {
    return temporary.resolve(name + ".pem");
  }

  private static CeremonyPlan shipped(String use, String... replacements) throws IOException {
    Path file = CeremonyHome.SHIPPED.resolveSibling("successor-" + use + ".properties");
    String text = Files.readString(file);
    for (int i = 0; i < replacements.length; i += 2) {
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    Path copy = Files.writeString(temporary.resolve(use + ".properties"), text);
    return CeremonyPlan.parse(copy, home.environment());
  }

  private static X509Certificate read(String name) throws IOException {
    return Pem.certificate(Files.readAllBytes(home.made(name)));
  }
}
