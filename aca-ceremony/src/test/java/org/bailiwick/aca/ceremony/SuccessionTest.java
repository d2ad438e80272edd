package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.Announcement;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Succession;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped later ceremony, held on the tokens of the shipped first one. */
class SuccessionTest {

  private static final Path SHIPPED = CeremonyHome.SHIPPED.resolveSibling("successor.properties");

  private static final String IN_SERVICE = "${BAILIWICK_IN_SERVICE:-PT1H}";
  private static final String ANNOUNCEMENT = "${BAILIWICK_ANNOUNCEMENT:-required}";

  @TempDir private static Path temporary;
  private static CeremonyHome home;
  private static PublicKey auditKey;
  private static Path heldRecord;

  @BeforeAll
  static void hold() throws Exception {
    home = new CeremonyHome(temporary);
    CeremonyHome.hold(home.plan());
    heldRecord = ((KeyCeremony.Outcome.Held) CeremonyHome.hold(plan("", ""))).record();
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      auditKey = token.key("audit").publicKey();
      assertThat(token.certificate("issuing-2").getEncoded())
          .isEqualTo(Files.readAllBytes(home.made("issuing-2.cer")));
    }
  }

  @Test
  void theRecordNamesWhatWasMadeAndWhatItFollows() throws Exception {
    CeremonyRecord record = CeremonyRecord.read(heldRecord, auditKey);
    assertThat(CeremonyRecord.laterFiles(home.made(""))).containsExactly(heldRecord);
    assertThat(record.keys())
        .extracting(CeremonyRecord.KeyEntry::label)
        .containsExactly("root", "audit", "issuing-2");
    Succession succession = record.succession().orElseThrow();
    assertThat(succession.of()).isEqualTo("issuing-1");
    assertThat(succession.inService())
        .isEqualTo(record.circumstances().heldAt().plus(Duration.ofHours(1)));
    assertThat(succession.previousSha256())
        .isEqualTo(CeremonyRecord.digest(home.made("record.jws")));
    assertThat(record.circumstances().inputSha256()).isEqualTo(CeremonyRecord.digest(SHIPPED));
    assertThat(CeremonyRecord.read(home.made("record.jws"), auditKey).succession()).isEmpty();
  }

  @Test
  void theNewAuthorityIsUnderTheSameRootAndHasANameOfItsOwn() throws Exception {
    X509Certificate root = read("root.cer");
    X509Certificate before = read("issuing-1.cer");
    X509Certificate next = read("issuing-2.cer");
    next.verify(root.getPublicKey());
    assertThat(next.getSubjectX500Principal()).isNotEqualTo(before.getSubjectX500Principal());
    assertThat(next.getPublicKey()).isNotEqualTo(before.getPublicKey());
    assertThat(next.getBasicConstraints()).isZero();
  }

  @Test
  void isHeldOnce() {
    assertThatThrownBy(() -> CeremonyHome.hold(plan("", "")))
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining("successor-issuing-2.jws exists");
  }

  @Test
  void refusesAnUnknownPredecessorAnotherAuthorityAndALongerLifeThanTheRoots() {
    Map<String, String> faults =
        Map.of(
            "successor.of = issuing-1", "successor.of = issuing-9",
            "organisation = ${BAILIWICK_ORGANISATION:-Bailiwick}", "organisation = Other",
            "key.issuing-2.validity = P5Y", "key.issuing-2.validity = P30Y");
    Map<String, String> messages = new HashMap<>();
    faults.forEach(
        (line, fault) ->
            assertThatThrownBy(() -> CeremonyHome.hold(fresh(line, fault)))
                .as(fault)
                .isInstanceOf(CeremonyException.class)
                .satisfies(e -> messages.put(fault, e.getMessage())));
    assertThat(messages.get("successor.of = issuing-9")).contains("no issuing key issuing-9");
    assertThat(messages.get("organisation = Other"))
        .contains("another trust domain or organisation");
    assertThat(messages.get("key.issuing-2.validity = P30Y")).contains("ends before");
    assertThat(home.made("unfinished")).doesNotExist();
  }

  @Test
  void itsFileIsAboutOneNewIssuingKeyOnly() {
    assertThatThrownBy(() -> plan("key.issuing-2.use = issuing", "key.issuing-2.use = events"))
        .hasMessageContaining("a later ceremony is about keys of");
    assertThatThrownBy(() -> plan("successor.in-service = ${BAILIWICK_IN_SERVICE:-PT1H}", ""))
        .hasMessageContaining("successor.in-service is missing");
  }

  @Test
  void refusesAKeyOfWhichNodesCouldNotHaveReadBeforeItSigns() throws Exception {
    for (String tooShort : List.of("PT5M59S", "PT0S", "-PT1H")) {
      assertThatThrownBy(() -> plan(IN_SERVICE, tooShort))
          .as(tooShort)
          .isInstanceOf(CeremonyException.class)
          .hasMessageContaining("successor.in-service = " + Duration.parse(tooShort))
          .hasMessageContaining("is less than PT6M: nodes read the trust bundle every PT5M");
    }
    assertThat(plan(IN_SERVICE, "PT6M").succession().orElseThrow().after())
        .isEqualTo(Duration.ofMinutes(6));
    assertThat(plan(IN_SERVICE, "PT0S", ANNOUNCEMENT, "waived").succession().orElseThrow().after())
        .isZero();
    assertThatThrownBy(() -> plan(ANNOUNCEMENT, "no")).hasMessageContaining("required or waived");
  }

  @Test
  void theRecordSaysThatTheAnnouncementWasWaived() throws Exception {
    CeremonyRecord record = CeremonyRecord.read(heldRecord, auditKey);
    assertThat(record.succession().orElseThrow().announcement()).isEqualTo(Announcement.REQUIRED);
    CeremonyPlan waived =
        plan(IN_SERVICE, "PT0S", ANNOUNCEMENT, "waived", "issuing-2.", "issuing-4.");
    Path file = ((KeyCeremony.Outcome.Held) CeremonyHome.hold(waived)).record();
    CeremonyRecord atOnce = CeremonyRecord.read(file, auditKey);
    assertThat(atOnce.succession().orElseThrow().announcement()).isEqualTo(Announcement.WAIVED);
    assertThat(atOnce.succession().orElseThrow().inService())
        .isEqualTo(atOnce.circumstances().heldAt());
    Files.delete(file);
  }

  /** As if for a third key, so that the record of the second is not in the way. */
  private static CeremonyPlan fresh(String line, String replacement) throws IOException {
    return plan(line, replacement, "issuing-2.", "issuing-3.");
  }

  private static CeremonyPlan plan(String... replacements) throws IOException {
    String text = Files.readString(SHIPPED);
    for (int i = 0; i < replacements.length; i += 2) {
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    Path file =
        replacements[0].isEmpty()
            ? SHIPPED
            : Files.writeString(home.folder.resolve("successor.properties"), text);
    return CeremonyPlan.parse(file, home.environment());
  }

  private static X509Certificate read(String name) throws IOException {
    return Pem.certificate(Files.readAllBytes(home.made(name)));
  }
}
