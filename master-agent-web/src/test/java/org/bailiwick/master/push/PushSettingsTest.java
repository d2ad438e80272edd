package org.bailiwick.master.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushSettingsTest {

  private static PushSettings read(Map<String, String> values) {
    Settings settings = Settings.from(key -> Optional.ofNullable(values.get(key)));
    PushSettings read = PushSettings.read(settings);
    settings.done();
    return read;
  }

  @Test
  void nobodyIsToldWhereTheOperatorHasListedNothing() {
    PushSettings settings = read(Map.of());
    assertThat(settings.isOn()).isFalse();
    assertThat(settings.origins()).isEmpty();
  }

  @Test
  void readsOriginsAndAnchors(@TempDir Path folder) throws IOException {
    Path anchors = folder.resolve("anchors.pem");
    TestCa ca = TestCa.create("partner.example");
    Files.writeString(anchors, Pem.of(ca.root()));
    PushSettings settings =
        read(
            Map.of(
                "master.push-origins", "https://agents.example, https://10.0.0.5:8443",
                "master.push-private-origins", "https://10.0.0.5:8443",
                "master.push-tls-anchors", anchors.toString()));
    assertThat(settings.isOn()).isTrue();
    assertThat(settings.origins())
        .containsExactlyInAnyOrder(new Origin("agents.example", 443), new Origin("10.0.0.5", 8443));
    assertThat(settings.privateOrigins()).containsExactly(new Origin("10.0.0.5", 8443));
    assertThat(settings.tlsAnchors()).containsExactly(ca.root());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://agents.example",
        "https://agents.example/path",
        "https://agents.example/",
        "https://u@agents.example",
        "https://agents.example?x",
        "https://2130706433",
        "agents.example",
        "https://*.example"
      })
  void refusesWhatIsNoOrigin(String origin) {
    assertThatThrownBy(() -> read(Map.of("master.push-origins", origin)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("master.push-origins");
  }

  @Test
  void refusesAPrivateOriginThatClientsMayNotName() {
    assertThatThrownBy(() -> read(Map.of("master.push-private-origins", "https://10.0.0.5")))
        .hasMessageContaining("must be among those of master.push-origins");
  }

  @Test
  void refusesAFileWithoutCertificates(@TempDir Path folder) {
    assertThatThrownBy(
            () -> read(Map.of("master.push-tls-anchors", folder.resolve("none").toString())))
        .hasMessageContaining("master.push-tls-anchors");
  }
}
