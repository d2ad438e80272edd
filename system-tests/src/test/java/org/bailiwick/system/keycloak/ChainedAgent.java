package org.bailiwick.system.keycloak;

import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;

/** An agent of the domain that gets grants for the authorization server of another. */
final class ChainedAgent {
  private static final String TYPES = "urn:ietf:params:oauth:token-type:";
  private static final String SCOPE = "fx.rates@1";

  private final Nodes nodes;
  private final Wire wire;
  private final TestLeaf credential;

  private ChainedAgent(Nodes nodes, Wire wire, TestLeaf credential) {
    this.nodes = nodes;
    this.wire = wire;
    this.credential = credential;
  }

  /** Enrols and registers it; the operator lets it start work. */
  static ChainedAgent allowed(Nodes nodes, Wire wire) throws IOException {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("ledger.post@1");
    enrolment
        .statement()
        .claim("locator", "https://127.0.0.1:" + Nodes.freePort() + "/work")
        .claim("validation_methods", List.of("mtls"));
    TestLeaf credential = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    Path callers = Files.createDirectories(nodes.home().resolve("domain/callers"));
    Files.writeString(
        callers.resolve(AgentId.of(credential.id()).name() + ".json"),
        "{\"agent\": \"%s\", \"scopes\": [\"%s\"]}".formatted(credential.id(), SCOPE));
    return new ChainedAgent(nodes, wire, credential);
  }

  TestLeaf credential() {
    return credential;
  }

  String id() {
    return credential.id().toString();
  }

  /** An access token of its own, as soon as the node knows of it. */
  String accessToken() {
    Map<String, String> form =
        Map.of("grant_type", "client_credentials", "client_id", id(), "scope", SCOPE);
    Call call = Call.form(nodes.master("/oauth/token"), form).as(credential);
    return await("own access token")
        .atMost(Duration.ofSeconds(30))
        .until(() -> wire.send(call), answer -> answer.status() == 200)
        .text("access_token");
  }

  /** The answer to the exchange for a grant of this kind, {@code jwt} or {@code id-jag}. */
  Answer exchange(String accessToken, String kind, String audience) {
    return wire.send(
        Call.form(
                nodes.master("/oauth/token"),
                new TreeMap<>(
                    Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id",
                        id(),
                        "subject_token",
                        accessToken,
                        "subject_token_type",
                        TYPES + "access_token",
                        "requested_token_type",
                        TYPES + kind,
                        "audience",
                        audience,
                        "scope",
                        SCOPE)))
            .as(credential));
  }

  /** The claims of a token, which nobody verifies here. */
  static JsonObject claims(String compact) {
    byte[] json = Base64.getUrlDecoder().decode(compact.split("\\.", -1)[1]);
    try (JsonReader reader =
        Json.createReader(new StringReader(new String(json, StandardCharsets.UTF_8)))) {
      return reader.readObject();
    }
  }
}
