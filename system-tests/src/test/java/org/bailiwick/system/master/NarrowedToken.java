package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;

/**
 * A Txn-Token that {@code oauth4webapi} has got in exchange for the one of a step, by metadata
 * alone, with a context and details, for another agent that can do a part of the work.
 */
final class NarrowedToken {
  private static final String PART = "fx.rates@1?region=eu";
  private static final String DIGEST = Sha256.hex("{\"capability\":\"fx.rates@1?region=eu\"}");

  private final JsonObject answer;
  private final OutsideClient workload;
  private final OutsideClient callee;
  private final TestLeaf agent;

  private NarrowedToken(
      JsonObject answer, OutsideClient workload, OutsideClient callee, TestLeaf agent) {
    this.answer = answer;
    this.workload = workload;
    this.callee = callee;
    this.agent = agent;
  }

  static NarrowedToken of(Nodes nodes, TestLeaf agent, String txnToken, Path folder) {
    TestLeaf other = listed(nodes, new Wire(nodes.root()));
    OutsideClient workload = client(nodes, agent, folder.resolve("workload"));
    OutsideClient callee = client(nodes, other, folder.resolve("callee"));
    String[] asked = {
      "narrow",
      txnToken,
      "bailiwick.example",
      PART,
      other.id().toString(),
      "{\"request_id\":\"request-0001\",\"req_ip\":\"192.0.2.1\"}",
      "{\"order_sha256\":\"" + DIGEST + "\",\"limit\":7}"
    };
    JsonObject answer =
        await("callee known")
            .atMost(Duration.ofSeconds(30))
            .until(() -> workload.does(asked), made -> made.containsKey("access_token"));
    assertThat(callee.does(asked).getString("error")).isEqualTo("unauthorized_client");
    return new NarrowedToken(answer, workload, callee, agent);
  }

  /** Another agent, which can do a part of the step's work only, so that no step is its own. */
  private static TestLeaf listed(Nodes nodes, Wire wire) {
    TestLeaf other = new Enrolment(nodes, wire).capabilities(PART).granted();
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(other).build().toString()).as(other))
        .expecting(201);
    return other;
  }

  private static OutsideClient client(Nodes nodes, TestLeaf leaf, Path folder) {
    return OutsideClient.of(nodes, leaf.id().toString(), leaf, folder);
  }

  /** {@code before} has the claims of the token that was exchanged. */
  void isOfTheSameTransaction(JsonObject before) {
    assertThat(answer.getString("issued_token_type"))
        .isEqualTo("urn:ietf:params:oauth:token-type:txn_token");
    assertThat(answer.getString("stored")).isEqualTo("no-store");
    assertThat(answer).doesNotContainKey("refresh_token");
    JsonObject claims = claims();
    for (String same : Set.of("txn", "sub", "aud", "iss", "tctx")) {
      assertThat(claims.get(same)).as(same).isEqualTo(before.get(same));
    }
    assertThat(claims.getString("scope")).isEqualTo(PART);
    assertThat(claims.getString("req_wl")).isEqualTo(agent.id().toString());
    assertThat(claims.getJsonArray("req_wl_chain")).hasSize(2);
    assertThat(claims.getJsonObject("rctx").keySet())
        .containsExactlyInAnyOrder("step", "callee", "request_id", "order_sha256", "budget");
    assertThat(claims.getJsonObject("rctx").getJsonObject("budget"))
        .hasToString("{\"hops\":2,\"exchanges\":256,\"fan_out\":64}");
    assertThat(claims.getJsonObject("rctx").getString("order_sha256")).isEqualTo(DIGEST);
  }

  void countsForItsCalleeAlone() {
    assertThat(introspected(callee).getBoolean("active")).isTrue();
    assertThat(introspected(workload).getBoolean("active")).isFalse();
  }

  void hasEnded() {
    assertThat(introspected(callee).getBoolean("active")).isFalse();
  }

  private JsonObject introspected(OutsideClient client) {
    return client.does("introspect", answer.getString("access_token"));
  }

  private JsonObject claims() {
    String payload = answer.getString("access_token").split("\\.", -1)[1];
    String json = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
