package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key for Workload Identity Tokens: left out at first, made by a later ceremony, followed. */
class WitKeyTest {

  private static final String KEY =
      """
      key.wit.token = authority
      key.wit.algorithm = ec-p256
      key.wit.use = wit
      key.wit.rotation = P1Y
      """;

  @TempDir private static Path temporary;
  private static CeremonyHome home;

  @BeforeAll
  static void hold() throws Exception {
    home = new CeremonyHome(temporary);
    CeremonyHome.hold(home.plan(KEY, ""));
    assertThatThrownBy(() -> CeremonyHome.hold(shipped("successor", "", "")))
        .hasMessageContaining("name no wit key wit");
    CeremonyHome.hold(shipped("first", "", ""));
    CeremonyHome.hold(shipped("successor", "", ""));
  }

  @Test
  void anAuthorityCanBeWithoutIt() throws Exception {
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      CeremonyRecord first =
          CeremonyRecord.read(home.made("record.jws"), token.key("audit").publicKey());
      assertThat(first.has(KeyUse.WIT)).isFalse();
      assertThat(first.has(KeyUse.EVENTS)).isTrue();
    }
  }

  @Test
  void aLaterCeremonyMakesTheFirstAndAnotherTheNext() throws Exception {
    try (Pkcs11Token token = Pkcs11Token.open(home.tokens.get("authority").settings())) {
      PublicKey audit = token.key("audit").publicKey();
      CeremonyRecord first = CeremonyRecord.read(home.made("successor-wit.jws"), audit);
      assertThat(first.made().use()).isEqualTo(KeyUse.WIT);
      assertThat(first.made().publicKey()).isEqualTo(token.key("wit").publicKey());
      assertThat(first.succession().orElseThrow().of()).isEqualTo("none");
      assertThat(first.succession().orElseThrow().inService())
          .isEqualTo(first.circumstances().heldAt().plus(Duration.ofMinutes(10)));
      CeremonyRecord next = CeremonyRecord.read(home.made("successor-wit-2.jws"), audit);
      assertThat(next.made().publicKey()).isEqualTo(token.key("wit-2").publicKey());
      assertThat(next.succession().orElseThrow().of()).isEqualTo("wit");
    }
  }

  @Test
  void thereIsOneFirst() {
    assertThatThrownBy(() -> CeremonyHome.hold(shipped("first", "key.wit.", "key.other.", "", "")))
        .hasMessageContaining("is followed by one with a key of use wit already");
  }

  @Test
  void refusesPlansThatDoNotFit() {
    assertThatThrownBy(() -> shipped("first", "use = wit", "use = ocsp"))
        .hasMessageContaining("successor.of is none only for the first key of a use");
    assertThatThrownBy(() -> shipped("successor", "ec-p256\nkey.wit-2", "ec-p384\nkey.wit-2"))
        .hasMessageContaining("a new key of tokens or audit, must be ec-p256");
    assertThatThrownBy(
            () -> home.plan("key.wit.algorithm = ec-p256", "key.wit.algorithm = ec-p384"))
        .hasMessageContaining("a new key of tokens or audit, must be ec-p256");
    assertThatThrownBy(() -> home.plan(KEY, KEY + KEY.replace("key.wit.", "key.second.")))
        .hasMessageContaining("exactly one key must have the use wit, not 2");
    assertThatThrownBy(() -> home.plan(KEY, KEY.replace("key.wit.", "key.none.")))
        .hasMessageContaining("no label may be none");
  }

  private static CeremonyPlan shipped(String which, String... replacements) throws Exception {
    Path file = CeremonyHome.SHIPPED.resolveSibling(which + "-wit.properties");
    String text = Files.readString(file);
    for (int i = 0; i < replacements.length; i += 2) {
      text = replacements[i].isEmpty() ? text : text.replace(replacements[i], replacements[i + 1]);
    }
    Path copy = Files.writeString(home.folder.resolve(which + ".properties"), text);
    return CeremonyPlan.parse(copy, home.environment());
  }
}
