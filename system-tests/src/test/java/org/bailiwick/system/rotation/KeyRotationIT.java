package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Questions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Further keys for issuing, OCSP and events, by later ceremonies, while the authority goes on. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyRotationIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-rotation");
    wire = new Wire(nodes.root());
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void theNewKeyTakesOverWithoutARestartAndTheOldOneKeepsItsWord() throws Exception {
    long process = nodes.process("authority");
    Questions old = new Questions(nodes, wire, Files.createDirectories(folder.resolve("old")));
    assertThat(issuers()).containsExactly("issuing-1");

    LaterCeremony.hold(nodes, "");
    await("the bundle names both").atMost(PATIENCE).until(() -> issuers().size() == 2);
    assertThat(issuers()).containsExactly("issuing-1", "issuing-2");
    wire.send(Call.get(nodes.plain("/crl/issuing-2.crl"))).expecting(200);
    wire.send(Call.get(nodes.plain("/issuers/issuing-2.cer"))).expecting(200);
    assertThat(issuerOf(new Enrolment(nodes, wire).granted())).contains("CN=issuing-1");

    await("the new key issues")
        .atMost(PATIENCE)
        .until(() -> issuerOf(new Enrolment(nodes, wire).granted()).contains("CN=issuing-2"));
    assertThat(nodes.process("authority")).isEqualTo(process);
    Questions fresh = new Questions(nodes, wire, Files.createDirectories(folder.resolve("new")));
    for (Questions one : List.of(old, fresh)) {
      assertThat(one.verifyByCrl().output()).contains("leaf.pem: OK");
      assertThat(one.openssl("-nonce").output()).contains("Response verify OK", "leaf.pem: good");
      one.revoke();
      assertThat(one.verifyByCrl().output()).contains("certificate revoked");
      assertThat(one.openssl("-nonce").output()).contains("leaf.pem: revoked");
    }
    assertThat(ready()).isTrue();

    nodes.kill("authority");
    nodes.restartAlone("authority");
    assertThat(issuers()).containsExactly("issuing-1", "issuing-2");
    await("the new key issues after a restart too")
        .atMost(PATIENCE)
        .until(() -> issuerOf(new Enrolment(nodes, wire).granted()).contains("CN=issuing-2"));
    assertThat(old.verifyByCrl().output()).contains("certificate revoked");
  }

  @Test
  void answersAndEventsAreSignedByNewKeysFromTheirMomentOn() throws Exception {
    Questions leaf = new Questions(nodes, wire, Files.createDirectories(folder.resolve("ocsp")));
    assertThat(leaf.openssl("-resp_text").output()).contains("ocsp-1", "leaf.pem: good");
    assertThat(eventKeys()).hasSize(1);

    LaterCeremony.hold(nodes, "-ocsp");
    LaterCeremony.hold(nodes, "-events");
    assertThat(eventKeys()).hasSize(2);
    await("answers under the new key")
        .atMost(PATIENCE)
        .until(() -> leaf.openssl("-nonce", "-resp_text").output().contains("ocsp-2"));
    assertThat(leaf.openssl("-nonce").output()).contains("Response verify OK", "leaf.pem: good");
    leaf.revoke();
    await("events under the new key")
        .atMost(PATIENCE)
        .until(() -> eventKey().equals(eventKeys().getLast()));
    assertThat(leaf.openssl("-nonce").output()).contains("leaf.pem: revoked");
    assertThat(ready()).isTrue();
  }

  private List<String> eventKeys() {
    return wire
        .send(Call.get(nodes.authority("/v1/events/jwks")))
        .expecting(200)
        .json()
        .getJsonArray("keys")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(key -> key.getString("kid"))
        .toList();
  }

  /** The key of the event that the registry would get now; it is not acknowledged. */
  private String eventKey() {
    JsonObject sets =
        wire.send(
                Call.post(nodes.authority("/v1/events/ars/poll"), "{\"returnImmediately\":true}")
                    .as(Nodes.leaf(nodes.home().resolve("domain/tls"), "client")))
            .expecting(200)
            .json()
            .getJsonObject("sets");
    String compact = ((JsonString) sets.values().iterator().next()).getString();
    byte[] header = Base64.getUrlDecoder().decode(compact.substring(0, compact.indexOf('.')));
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(header))) {
      return reader.readObject().getString("kid");
    }
  }

  private List<String> issuers() {
    return wire
        .send(Call.get(nodes.authority("/.well-known/spiffe-bundle")))
        .expecting(200)
        .json()
        .getJsonArray("bailiwick_issuers")
        .getValuesAs(JsonString.class)
        .stream()
        .map(JsonString::getString)
        .toList();
  }

  private boolean ready() {
    return wire.send(Call.get(nodes.authority("/health/ready"))).status() == 200;
  }

  private static String issuerOf(TestLeaf leaf) {
    return leaf.certificate().getIssuerX500Principal().getName();
  }
}
