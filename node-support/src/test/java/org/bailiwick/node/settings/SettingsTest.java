package org.bailiwick.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void readsEachKind() {
    Settings settings =
        settings(
            Map.of(
                "name", " authority ",
                "wait", "PT2S",
                "sessions", "16",
                "folder", "/var/lib/x",
                "url", "https://127.0.0.1:8443/aca",
                "proxies", "127.0.0.1, ::1,"));
    assertThat(settings.required("name")).isEqualTo("authority");
    assertThat(settings.optional("none")).isEmpty();
    assertThat(settings.text("none", "x")).isEqualTo("x");
    assertThat(settings.duration("wait", Duration.ofDays(1))).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.duration("none", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
    assertThat(settings.number("sessions", 1, new Settings.Range(1, 64))).isEqualTo(16);
    assertThat(settings.path("folder")).isEqualTo(Path.of("/var/lib/x"));
    assertThat(settings.baseUrl("url")).isEqualTo(URI.create("https://127.0.0.1:8443/aca"));
    assertThat(settings.list("proxies")).isEqualTo(List.of("127.0.0.1", "::1"));
    settings.done();
  }

  @Test
  void tellsAllFaultsAtOnceAndNoValue() {
    Settings settings =
        settings(
            Map.of(
                "wait", "-PT2S",
                "other-wait", "secret",
                "sessions", "65",
                "other-sessions", "secret",
                "slash", "https://host/",
                "user", "https://secret@host",
                "ftp", "ftp://host",
                "bad", "https://ho st"));
    settings.required("name");
    settings.duration("wait", Duration.ZERO);
    settings.duration("other-wait", Duration.ZERO);
    settings.number("sessions", 1, new Settings.Range(1, 64));
    settings.number("other-sessions", 1, new Settings.Range(1, 64));
    settings.path("folder");
    List.of("slash", "user", "ftp", "bad", "absent").forEach(settings::baseUrl);
    settings.fault("key-file", "does not exist");
    assertThatThrownBy(settings::done)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "name is missing", "wait must", "other-wait must", "folder is missing")
        .hasMessageContainingAll("sessions must", "other-sessions must", "slash must", "user must")
        .hasMessageContainingAll(
            "ftp must", "bad must", "absent is missing", "key-file does not exist")
        .hasMessageNotContaining("secret");
  }

  private static Settings settings(Map<String, String> values) {
    return Settings.from(key -> Optional.ofNullable(values.get(key)));
  }
}
