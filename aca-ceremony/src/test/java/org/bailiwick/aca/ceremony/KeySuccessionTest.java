package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.jose.PublicJwk;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped later ceremonies for OCSP and events, without the root's token. */
class KeySuccessionTest {

  private static final String TOKENS =
      """
      key.token-signing.token = domain
      key.token-signing.algorithm = ec-p256
      key.token-signing.use = tokens
      key.token-signing.rotation = P1Y
      """;

  @TempDir private static Path temporary;
  private static CeremonyHome home;
  private static String before;

  @BeforeAll
  static void hold() throws Exception {
    home = new CeremonyHome(temporary);
    CeremonyHome.hold(
        home.plan(TOKENS, TOKENS + TOKENS.replace("token-signing", "token-domain-2")));
    before = keyIds().getFirst();
    Files.delete(temporary.resolve("hsm/root.pin"));
    CeremonyHome.hold(shipped("ocsp", "", ""));
    CeremonyHome.hold(shipped("events", "", ""));
    CeremonyHome.hold(shipped("tokens", "", ""));
  }

  @Test
  void recordsWhatWasMadeAndFromWhenOn() throws Exception {
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      PublicKey audit = token.key("audit").publicKey();
      for (String made : List.of("ocsp-2", "events-2")) {
        CeremonyRecord record = CeremonyRecord.read(home.made("successor-" + made + ".jws"), audit);
        assertThat(record.made().label()).isEqualTo(made);
        assertThat(record.made().publicKey()).isEqualTo(token.key(made).publicKey());
        assertThat(record.certificates()).isEmpty();
        assertThat(record.succession().orElseThrow().inService())
            .isEqualTo(record.circumstances().heldAt().plus(Duration.ofHours(1)));
      }
    }
  }

  /** The key is in the domain node's token, the signature of the record by the authority's. */
  @Test
  void theDomainNodeIsToldOfItsKey() throws Exception {
    String notice = Files.readString(temporary.resolve("domain/token-keys/token-signing-2.json"));
    try (Pkcs11Token authority = Pkcs11Token.open(home.tokens.get("authority").settings());
        Pkcs11Token domain = Pkcs11Token.open(home.tokens.get("domain").settings())) {
      CeremonyRecord record =
          CeremonyRecord.read(
              home.made("successor-token-signing-2.jws"), authority.key("audit").publicKey());
      PublicKey made = domain.key("token-signing-2").publicKey();
      assertThat(record.made().publicKey()).isEqualTo(made);
      assertThat(notice)
          .contains(
              "\"label\":\"token-signing-2\"",
              PublicJwk.thumbprint(made),
              record.succession().orElseThrow().inService().toString());
      assertThat(authority.holds("token-signing-2")).isFalse();
    }
  }

  @Test
  void aSecondDomainNodeHasAKeyOfItsOwnAndLaterAnother() throws Exception {
    CeremonyHome.hold(
        shipped(
            "tokens",
            "successor.of = token-signing",
            "successor.of = token-domain-2",
            "key.token-signing-2",
            "key.token-domain-2-b",
            "domain/token-keys",
            "domain-2/token-keys"));
    try (Pkcs11Token authority = Pkcs11Token.open(home.tokens.get("authority").settings());
        Pkcs11Token domain = Pkcs11Token.open(home.tokens.get("domain").settings())) {
      PublicKey audit = authority.key("audit").publicKey();
      assertThat(CeremonyRecord.read(home.made("record.jws"), audit).all(KeyUse.TOKENS))
          .extracting(CeremonyRecord.KeyEntry::publicKey)
          .containsExactlyInAnyOrder(
              domain.key("token-signing").publicKey(), domain.key("token-domain-2").publicKey());
      CeremonyRecord later =
          CeremonyRecord.read(home.made("successor-token-domain-2-b.jws"), audit);
      assertThat(later.made().publicKey()).isEqualTo(domain.key("token-domain-2-b").publicKey());
      assertThat(temporary.resolve("domain-2/token-keys/token-domain-2-b.json")).exists();
    }
  }

  @Test
  void receiversFindBothEventKeys() throws Exception {
    assertThat(keyIds()).hasSize(2).startsWith(before);
  }

  @Test
  void refusesWhatItDoesNotFollow() {
    assertThatThrownBy(
            () -> CeremonyHome.hold(shipped("ocsp", "ocsp-1", "events", "ocsp-2", "ocsp-3")))
        .hasMessageContaining("name no ocsp key events");
    assertThatThrownBy(() -> shipped("events", "use = events", "use = tokens"))
        .hasMessageContaining("successor.notices must be set exactly for a new key of tokens");
    assertThatThrownBy(() -> shipped("tokens", "ec-p256\nkey.token", "ec-p384\nkey.token"))
        .hasMessageContaining("a new key of tokens or audit, must be ec-p256");
    assertThatThrownBy(() -> CeremonyHome.hold(shipped("ocsp", "", "")))
        .hasMessageContaining("successor-ocsp-2.jws exists");
  }

  /** Each OCSP answer contains the certificate of its key, so this key needs no publication. */
  @Test
  void nodesReadOfAKeyOfEventsBeforeItSignsAndNeedNotReadOfOneOfOcsp() throws Exception {
    String standard = "${BAILIWICK_IN_SERVICE:-PT1H}";
    assertThatThrownBy(() -> shipped("events", standard, "PT10M59S"))
        .hasMessageContaining("less than PT11M: nodes read the key set of events every PT10M");
    assertThat(shipped("events", standard, "PT11M").succession()).isPresent();
    assertThat(shipped("ocsp", standard, "PT1S").succession()).isPresent();
  }

  private static List<String> keyIds() throws Exception {
    return new JsonWebKeySet(Files.readString(home.made("events.jwks.json")))
        .getJsonWebKeys().stream().map(JsonWebKey::getKeyId).toList();
  }

  private static CeremonyPlan shipped(String use, String... replacements) throws Exception {
    Path file = CeremonyHome.SHIPPED.resolveSibling("successor-" + use + ".properties");
    String text = Files.readString(file);
    for (int i = 0; i < replacements.length; i += 2) {
      text = replacements[i].isEmpty() ? text : text.replace(replacements[i], replacements[i + 1]);
    }
    Path copy = Files.writeString(home.folder.resolve(use + ".properties"), text);
    return CeremonyPlan.parse(copy, home.environment());
  }
}
