package org.bailiwick.master.personsession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encryption of providers' refresh tokens, and the settings of sessions. */
class ProviderTokenCipherTest {

  @TempDir Path folder;
  private Path key;
  private ProviderTokenCipher cipher;

  @BeforeEach
  void start() throws IOException {
    key = Files.writeString(folder.resolve("person.key"), "k".repeat(32));
    cipher = new ProviderTokenCipher(Optional.of(key));
  }

  private String check(String session, byte[] text) {
    return catchThrowableOfType(ProblemException.class, () -> cipher.decrypt(session, text))
        .check();
  }

  @Test
  void aTokenIsReadByItsSessionAndKeyOnly() throws IOException {
    byte[] text = cipher.encrypt("one", "refresh");
    assertThat(new String(text, StandardCharsets.ISO_8859_1)).doesNotContain("refresh");
    assertThat(cipher.decrypt("one", text)).isEqualTo("refresh");
    assertThat(cipher.encrypt("one", "refresh")).isNotEqualTo(text);
    assertThat(check("two", text)).isEqualTo("person-key");
    byte[] changed = text.clone();
    changed[20] ^= 1;
    assertThat(check("one", changed)).isEqualTo("person-key");
    assertThat(check("one", new byte[3])).isEqualTo("provider-token-form");
    Files.writeString(key, "o".repeat(32));
    assertThat(check("one", text)).isEqualTo("person-key");
    Files.writeString(key, "short");
    assertThat(check("one", text)).isEqualTo("person-key-length");
    Files.delete(key);
    assertThat(check("one", text)).isEqualTo("person-key-missing");
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> new ProviderTokenCipher(Optional.empty()).encrypt("one", "x"))
                .check())
        .isEqualTo("person-key-missing");
  }

  private static PersonSettings read(Map<String, String> values) {
    Settings settings = Settings.from(name -> Optional.ofNullable(values.get(name)));
    PersonSettings read = PersonSettings.read(settings);
    settings.done();
    return read;
  }

  @Test
  void theSettingsFitTogether() {
    assertThat(read(Map.of()).clientsFolder()).isEmpty();
    Map<String, String> values = new HashMap<>();
    values.put("master.clients-folder", "/clients");
    assertThatThrownBy(() -> read(values))
        .hasMessageContaining("master.providers-folder is missing")
        .hasMessageContaining("master.person-key-file is missing");
    values.put("master.providers-folder", "/providers");
    values.put("master.person-key-file", "/person.key");
    assertThat(read(values).statusAge()).hasMinutes(2);
    values.put("master.person-check-interval", "PT2M");
    assertThatThrownBy(() -> read(values)).hasMessageContaining("master.person-status-age");
  }
}
