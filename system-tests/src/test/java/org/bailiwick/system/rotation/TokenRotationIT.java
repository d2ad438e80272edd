package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.master.Partner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A second key for the Master Agent's tokens, while the domain node goes on. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenRotationIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Nodes nodes;
  private Wire wire;
  private Partner partner;

  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-tokens");
    nodes.restartAlone("domain");
    wire = new Wire(nodes.root());
    partner = new Partner(nodes);
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void theNewKeyIsPublishedAtOnceAndSignsFromItsMomentOn() throws Exception {
    long process = nodes.process("domain");
    assertThat(published()).hasSize(1);
    String first = published().getFirst();

    LaterCeremony.hold(nodes, "-tokens");
    await("both are published").atMost(PATIENCE).until(() -> published().size() == 2);
    String before = partner.accessToken(wire);
    assertThat(keyOf(before)).isEqualTo(first);
    await("the new one signs")
        .atMost(PATIENCE)
        .until(() -> !keyOf(partner.accessToken(wire)).equals(first));
    String after = partner.accessToken(wire);
    assertThat(keyOf(after)).isEqualTo(published().getLast());
    assertThat(published()).hasSize(2).startsWith(first);
    for (String token : List.of(before, after)) {
      assertThat(asked(token)).as("the token is accepted, the job is not").isEqualTo(400);
    }
    assertThat(asked(after.substring(0, after.length() - 3) + "AAA")).isEqualTo(401);
    assertThat(nodes.process("domain")).isEqualTo(process);
    assertThat(
            Files.exists(nodes.home().resolve("authority/ceremony/successor-token-signing-2.jws")))
        .isTrue();

    nodes.kill("domain");
    nodes.restartAlone("domain");
    assertThat(published()).hasSize(2);
    assertThat(keyOf(partner.accessToken(wire))).isEqualTo(published().getLast());
    assertThat(asked(before)).isEqualTo(400);
  }

  private int asked(String token) {
    return wire.send(
            Call.post(nodes.master("/v1/jobs"), "{\"no\":\"job\"}")
                .bearer(token)
                .as(nodes.partner("buyer")))
        .status();
  }

  private List<String> published() {
    return wire
        .send(Call.get(nodes.master("/oauth/jwks")))
        .expecting(200)
        .json()
        .getJsonArray("keys")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(key -> key.getString("kid"))
        .toList();
  }

  private static String keyOf(String token) {
    byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(header))) {
      return reader.readObject().getString("kid");
    }
  }
}
