package org.bailiwick.node.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.settings.Settings;
import org.junit.jupiter.api.Test;

/** Settings that count for each component of a node, and those below a component's prefix. */
class ComponentSettingsTest {
  private static final int SESSIONS = 3;

  private final Map<String, String> values =
      new HashMap<>(
          Map.of(
              "node.name", "domain",
              "node.policy-folder", "policy",
              "node.trust-domain", "bailiwick.example",
              "node.aca-url", "https://aca.example",
              "node.aca-plain-url", "http://aca.example",
              "node.root-fingerprint", "00ff",
              "node.operator-ca", "operator-ca.der",
              "node.tls-folder", "tls"));

  private ComponentSettings read(String prefix) {
    Settings settings = Settings.from(key -> Optional.ofNullable(values.get(key)));
    ComponentSettings read = ComponentSettings.read(settings, prefix, SESSIONS);
    settings.done();
    return read;
  }

  private void set(String prefix) {
    values.put(prefix + ".base-url", "https://" + prefix + ".example");
    values.put(prefix + ".cache-folder", prefix + "/cache");
    values.put(prefix + ".audit-heads-file", prefix + "/heads");
    values.put(prefix + ".hsm.configuration", prefix + ".cfg");
    values.put(prefix + ".hsm.pin-file", prefix + ".pin");
  }

  @Test
  void nodesOnOneDatabaseShareTheNameOfTheirLogs() {
    set("ars");
    assertThat(read("ars").auditChain("ars")).isEqualTo("domain/ars");
    values.put("node.name", "domain-2");
    values.put("node.log-name", "domain");
    assertThat(read("ars").auditChain("ars")).isEqualTo("domain/ars");
    assertThat(read("ars").nodeName()).isEqualTo("domain-2");
    values.put("node.log-name", "a/b");
    assertThatThrownBy(() -> read("ars")).hasMessageContaining("node.log-name must be");
  }

  @Test
  void theNodesKeysCountForBothAndEachHasItsOwn() {
    set("ars");
    set("master");
    values.put("master.hsm.sessions", "7");
    ComponentSettings registry = read("ars");
    ComponentSettings master = read("master");
    assertThat(registry.nodeName()).isEqualTo(master.nodeName()).isEqualTo("domain");
    assertThat(registry.baseUrl()).hasToString("https://ars.example");
    assertThat(master.baseUrl()).hasToString("https://master.example");
    assertThat(registry.signing().auditHeadsFile()).isEqualTo(Path.of("ars/heads"));
    assertThat(registry.authority().crls().cacheFolder()).contains(Path.of("ars/cache"));
    assertThat(registry.authority().trust().cacheFolder()).contains(Path.of("ars/cache"));
    assertThat(registry.signing().token())
        .extracting(Pkcs11Settings::configuration, Pkcs11Settings::sessions)
        .containsExactly(Path.of("ars.cfg"), SESSIONS);
    assertThat(master.signing().token().sessions()).isEqualTo(7);
  }

  @Test
  void whatIsMissingIsToldAtOnce() {
    values.remove("node.aca-url");
    assertThatThrownBy(() -> read("ars"))
        .hasMessageContainingAll(
            "ars.base-url",
            "ars.audit-heads-file",
            "ars.hsm.configuration",
            "ars.hsm.pin-file",
            "node.aca-url");
  }
}
