package org.bailiwick.node.hsm.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SoftHsm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens by label and serial number, as pkcs11-tool gave and shows them. */
class TokenSlotsTest {

  @TempDir private Path folder;

  private Pkcs11Token open(SoftHsm.Token token, String lines) throws Exception {
    String named = Files.readString(token.configuration()).replaceFirst("slot = \\d+", lines);
    Path file = Files.writeString(folder.resolve(token.label() + ".cfg"), named);
    Pkcs11Settings settings = token.settings();
    return Pkcs11Token.open(
        new Pkcs11Settings(
            file,
            settings.pinFile(),
            settings.sessions(),
            settings.sessionWait(),
            settings.callTimeout()));
  }

  private static String serialOf(String label) {
    Matcher line =
        Pattern.compile(
                "token label\\s+: " + label + "\\s*\\n(?:.*\\n)*?\\s+serial num\\s+: (\\S+)")
            .matcher(SoftHsm.slots());
    assertThat(line.find()).isTrue();
    return line.group(1);
  }

  @Test
  void findsTheTokenWhateverItsSlot() throws Exception {
    SoftHsm.Token token = SoftHsm.freshToken();
    String serial = serialOf(token.label());
    try (Pkcs11Token byNumber = Pkcs11Token.open(token.settings())) {
      byNumber.generate("k", KeyShape.EC_P256);
    }
    for (String lines :
        new String[] {
          "tokenLabel = " + token.label(),
          "tokenSerial = " + serial,
          "tokenLabel = " + token.label() + "\ntokenSerial = " + serial
        }) {
      try (Pkcs11Token named = open(token, lines)) {
        assertThat(named.health()).as(lines).isInstanceOf(HsmHealth.Up.class);
        assertThat(named.holds("k")).as(lines).isTrue();
      }
    }
  }

  @Test
  void saysThatNoTokenIsTheOne() throws Exception {
    SoftHsm.Token token = SoftHsm.freshToken();
    String other = serialOf(SoftHsm.freshToken().label());
    assertThat(reason(token, "tokenLabel = nobody")).contains("no token has label 'nobody'");
    assertThat(reason(token, "tokenLabel = " + token.label() + "\ntokenSerial = " + other))
        .contains("no token has label '" + token.label() + "', serial number '" + other + "'");
  }

  @Test
  void saysThatTwoTokensHaveOneLabel() throws Exception {
    SoftHsm.Token any = SoftHsm.freshToken();
    assertThat(reason(any, "tokenLabel = " + SoftHsm.TWINS))
        .contains("2 tokens have label '" + SoftHsm.TWINS + "'", "tokenSerial");
    TokenSlots.TokenId one =
        new TokenSlots.TokenId(Optional.of(SoftHsm.TWINS), Optional.of(serialOf(SoftHsm.TWINS)));
    String slot = Long.toHexString(TokenSlots.find(SoftHsm.library().toString(), one));
    String listed = SoftHsm.slots();
    String from = listed.substring(listed.indexOf("(0x" + slot + ")"));
    assertThat(from.substring(from.indexOf("serial num")).lines().findFirst().orElseThrow())
        .endsWith(serialOf(SoftHsm.TWINS));
  }

  @Test
  void aConfigurationNamesTokenOrSlot() throws Exception {
    SoftHsm.Token token = SoftHsm.freshToken();
    assertThatThrownBy(() -> open(token, "tokenLabel = a\nslot = 1"))
        .hasMessageContaining("and not both");
    assertThatThrownBy(() -> open(token, "tokenLabel = a\nslotListIndex = 1"))
        .hasMessageContaining("must name its token");
  }

  private String reason(SoftHsm.Token token, String lines) throws Exception {
    try (Pkcs11Token named = open(token, lines)) {
      return ((HsmHealth.Down) named.health()).reason();
    }
  }
}
