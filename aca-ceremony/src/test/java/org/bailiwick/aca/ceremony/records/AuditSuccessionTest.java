package org.bailiwick.aca.ceremony.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.aca.ceremony.CeremonyHome;
import org.bailiwick.aca.ceremony.RootCrlCeremony;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.plan.RootCrlPlan;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.KeyEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Succession;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped later ceremony for the audit key, those after it, and what forgers try. */
class AuditSuccessionTest {

  @TempDir private static Path temporary;
  private static CeremonyHome home;
  private static Map<String, PublicKey> keys = new HashMap<>();

  @TempDir private Path folder;

  @BeforeAll
  static void hold() throws Exception {
    home = new CeremonyHome(temporary);
    CeremonyHome.hold(home.plan());
    CeremonyHome.hold(shipped("events"));
    rootCrl("audit").hold();
    CeremonyHome.hold(shipped("audit"));
    CeremonyHome.hold(shipped("ocsp", "key.audit.", "key.audit-2."));
    rootCrl("audit-2").hold();
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      for (String label : List.of("audit", "audit-2")) {
        keys.put(label, token.key(label).publicKey());
      }
    }
  }

  /** Each test may add to the records. */
  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.list(home.made(""))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void whoHoldsEitherKeyFindsBoth() {
    for (String held : keys.keySet()) {
      AuditSuccession found = read().trusting(only(held, keys.get(held)));
      assertThat(found.keys())
          .extracting(AuditSuccession.AuditKey::label)
          .containsExactly("audit", "audit-2");
      assertThat(found.newest().publicKey()).isEqualTo(keys.get("audit-2"));
    }
  }

  @Test
  void theOldOneSignsHeadsUntilTheMomentOfTheNewOne() {
    Instant from = read().newest().from();
    assertThat(read().inService(from.minusSeconds(1)).label()).isEqualTo("audit");
    assertThat(read().inService(from).label()).isEqualTo("audit-2");
  }

  @Test
  void listsOfTheRootOnRecordsOfBothAreRead() throws IOException {
    assertThat(RootCrlRecord.files(folder))
        .extracting(file -> RootCrlRecord.read(file, read()).number().intValueExact())
        .containsExactly(2, 3);
    RootCrlCeremony underTheOldKey = rootCrl("audit");
    assertThatThrownBy(underTheOldKey::hold)
        .hasMessageContaining("is followed by audit-2, which signs ceremonies now");
  }

  @Test
  void recordsOfBothAreReadEachUnderItsKey() {
    assertThat(read().first().isLater()).isFalse();
    assertThat(record("events-2").made().label()).isEqualTo("events-2");
    assertThat(record("audit-2").made().publicKey()).isEqualTo(keys.get("audit-2"));
    CeremonyRecord after = record("ocsp-2");
    assertThat(after.key(KeyUse.AUDIT).label()).isEqualTo("audit-2");
    assertThat(CeremonyRecord.auditKeyOf(folder.resolve("successor-ocsp-2.jws")))
        .isEqualTo(keys.get("audit-2"));
  }

  @Test
  void laterCeremoniesNameTheNewestKey() {
    assertThatThrownBy(() -> CeremonyHome.hold(shipped("ocsp", "ocsp-2", "ocsp-3")))
        .hasMessageContaining("is followed by audit-2, which signs ceremonies now");
  }

  @Test
  void anotherKeyOfTheSameLabelOrNoneIsNotTrusted() {
    PublicKey other = TestKeys.ec().getPublic();
    assertThatThrownBy(() -> read().trusting(only("audit-2", other)))
        .hasMessageContaining("is not signed by the token's audit key audit-2");
    assertThatThrownBy(() -> read().trusting(label -> Optional.empty()))
        .hasMessageContaining("No token holds an audit key");
  }

  /** A whole authority of the forger's, whose record names the real key as the next. */
  @Test
  void theNewKeyVouchesForOneBeforeOnly() throws IOException {
    KeyPair thief = TestKeys.ec();
    CeremonyRecord first = read().first();
    write(CeremonyRecord.FILE, withAudit(first, thief.getPublic()), thief);
    write("successor-audit-2.jws", withAudit(record("audit-2", home), thief.getPublic()), thief);
    AuditSuccession forged = read();
    assertThat(forged.keys()).hasSize(1);
    assertThatThrownBy(() -> forged.trusting(only("audit-2", keys.get("audit-2"))))
        .hasMessageContaining("No token holds an audit key");
  }

  @Test
  void nobodyElseNamesTheNext() throws IOException {
    KeyPair thief = TestKeys.ec();
    CeremonyRecord own = succession("audit-2", keys.get("audit-2"), thief);
    write("successor-audit-3.jws", own, thief);
    assertThat(read().keys()).hasSize(2);
    assertThatThrownBy(() -> record("audit-3"))
        .hasMessageContaining("is not signed by the token's audit key");
  }

  /** An attacker with the old device signs a record with it, of any date. */
  @Test
  void theOldKeySignsNoFurtherRecord() throws Exception {
    Files.copy(folder.resolve("successor-events-2.jws"), folder.resolve("successor-events-3.jws"));
    assertThatThrownBy(() -> record("events-3"))
        .hasMessageContaining(
            "is signed by an audit key whose successor does not vouch for the record");
  }

  private AuditSuccession read() {
    return AuditSuccession.read(folder);
  }

  private CeremonyRecord record(String made) {
    return read().record(folder.resolve("successor-" + made + ".jws"));
  }

  private static CeremonyRecord record(String made, CeremonyHome of) {
    return AuditSuccession.read(of.made("")).record(of.made("successor-" + made + ".jws"));
  }

  private static Function<String, Optional<PublicKey>> only(String held, PublicKey key) {
    return label -> Optional.of(key).filter(any -> label.equals(held));
  }

  /** A record by which an audit key of the thief's follows, signed by him and vouching properly. */
  private CeremonyRecord succession(String of, PublicKey before, KeyPair thief) {
    CeremonyRecord real = record("audit-2");
    KeyEntry entry = real.made();
    KeyEntry made =
        new KeyEntry(
            "audit-3",
            entry.token(),
            entry.algorithm(),
            entry.use(),
            entry.rotation(),
            thief.getPublic());
    String word = AuditVouching.of(before, folder).signed(signer(thief));
    return with(
        real,
        List.of(audit(real, thief.getPublic()), made),
        Optional.of(
            new Succession(
                of,
                Instant.EPOCH,
                real.succession().orElseThrow().firstSha256(),
                Optional.of(word),
                Announcement.REQUIRED)));
  }

  private static CeremonyRecord withAudit(CeremonyRecord record, PublicKey key) {
    List<KeyEntry> all =
        Stream.concat(
                Stream.of(audit(record, key)),
                record.keys().stream().filter(each -> !each.label().equals("audit")))
            .toList();
    return with(record, all, record.succession());
  }

  private static KeyEntry audit(CeremonyRecord record, PublicKey key) {
    KeyEntry entry = record.key(KeyUse.AUDIT);
    return new KeyEntry(
        entry.label(), entry.token(), entry.algorithm(), entry.use(), entry.rotation(), key);
  }

  private static CeremonyRecord with(
      CeremonyRecord record, List<KeyEntry> keys, Optional<Succession> succession) {
    return new CeremonyRecord(
        record.names(),
        record.circumstances(),
        keys,
        record.certificates(),
        record.crls(),
        succession);
  }

  private void write(String name, CeremonyRecord record, KeyPair by) throws IOException {
    Files.writeString(folder.resolve(name), RecordFormat.signed(record, signer(by)) + "\n");
  }

  private static JwsSigner signer(KeyPair pair) {
    return new JwsSigner(
        new InMemorySigningKey("audit", pair), PublicJwk.thumbprint(pair.getPublic()));
  }

  private static RootCrlCeremony rootCrl(String audit) throws IOException {
    String text =
        Files.readString(CeremonyHome.SHIPPED.resolveSibling("root-crl.properties"))
            .replace("crl.audit = audit", "crl.audit = " + audit);
    Path copy = Files.writeString(home.folder.resolve("root-crl.properties"), text);
    return new RootCrlCeremony(RootCrlPlan.parse(copy, home.environment()), Clock.systemUTC());
  }

  private static CeremonyPlan shipped(String use, String... replacements) throws IOException {
    Path file = CeremonyHome.SHIPPED.resolveSibling("successor-" + use + ".properties");
    String text = Files.readString(file);
    for (int i = 0; i < replacements.length; i += 2) {
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    Path copy = Files.writeString(home.folder.resolve(use + ".properties"), text);
    return CeremonyPlan.parse(copy, home.environment());
  }
}
