package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.enrolment.Verifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys for Workload Identity Tokens: the first one of a home whose ceremony made none, and the next
 * one, while the authority goes on.
 */
@Tag("long")
class WitRotationIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private Nodes nodes;
  private Wire wire;

  @AfterEach
  void stop() {
    nodes.stop();
  }

  @Test
  void anOlderHomeGetsItsFirstKeyAndThenTheNext() throws Exception {
    nodes = Nodes.authorityWithout("wit", "nodes-wit");
    wire = new Wire(nodes.root());
    long process = nodes.process("authority");
    assertThat(published()).isEmpty();
    Answer refused = wire.send(asking().call());
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text("type")).endsWith("signer-unavailable");
    assertThat(refused.text("detail")).contains("no key for Workload Identity Tokens");
    new Enrolment(nodes, wire).granted();
    long sequence = sequence();

    LaterCeremony.hold(nodes, LaterCeremony.shipped("first-wit"));
    await("it is published").atMost(PATIENCE).until(() -> published().size() == 1);
    assertThat(sequence()).isGreaterThan(sequence);
    await("it signs").atMost(PATIENCE).until(() -> wire.send(asking().call()).status() == 201);
    Answer before = wire.send(asking().call()).expecting(201);
    assertThat(keyOf(before)).isEqualTo(published().getFirst());

    LaterCeremony.hold(nodes, "-wit");
    await("both are published").atMost(PATIENCE).until(() -> published().size() == 2);
    assertThat(keyOf(wire.send(asking().call()).expecting(201))).isEqualTo(published().getFirst());
    await("the new one signs")
        .atMost(PATIENCE)
        .until(() -> keyOf(wire.send(asking().call())).equals(published().getLast()));
    Answer after = wire.send(asking().call()).expecting(201);
    assertVerified(before);
    assertVerified(after);
    assertThat(nodes.process("authority")).isEqualTo(process);

    nodes.kill("authority");
    nodes.restartAlone("authority");
    assertThat(published()).hasSize(2);
    assertThat(keyOf(wire.send(asking().call()).expecting(201))).isEqualTo(published().getLast());
    assertVerified(before);
    assertThat(wire.send(Call.get(nodes.authority("/health/ready"))).status()).isEqualTo(200);
  }

  private void assertVerified(Answer enrolled) throws Exception {
    Verifier verifier = new Verifier(nodes, folder, enrolled.text("certificate"));
    assertThat(verifier.verify(enrolled.text("wit"))).startsWith("holds spiffe://");
  }

  private Enrolment asking() {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("formats", List.of("wit"));
    return enrolment;
  }

  private List<String> published() {
    return wire
        .send(Call.get(nodes.authority("/v1/wit/jwks")))
        .expecting(200)
        .json()
        .getJsonArray("keys")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(key -> key.getString("kid"))
        .toList();
  }

  private long sequence() {
    return wire.send(Call.get(nodes.authority("/.well-known/spiffe-bundle")))
        .expecting(200)
        .json()
        .getJsonNumber("spiffe_sequence")
        .longValue();
  }

  private static String keyOf(Answer enrolled) {
    String token = enrolled.text("wit");
    byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(header))) {
      return reader.readObject().getString("kid");
    }
  }
}
