package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ID-JAGs that npm's {@code jose} signs for the partner's server, and npm's {@code openid-client}
 * spends; what the job shows of them (R36).
 */
class IdJagIT {
  private static final System.Logger LOG = System.getLogger(IdJagIT.class.getName());
  private static final NodeProgram ISSUER = new NodeProgram("oauth", "id-jag.mjs");
  private static final String RATES = "fx.rates@1";
  private static final String JOB =
      """
      {"purpose": "rates for the month", "steps": [{"id": "rates", "capability": "fx.rates@1",
       "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Partner partner = new Partner(nodes);
  private final TestLeaf buyer = nodes.partner("buyer");
  private AgentProcess agent;

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.stop();
    }
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void theJobShowsWhoAskedForWhatByWhichGrant() {
    startAgent();
    String grant =
        signed(
            claims()
                .add("resource", nodes.master("").toString())
                .add("txn", "order-4711")
                .add("act", Json.createObjectBuilder().add("sub", Partner.BUYER)));
    JsonObject answer =
        OutsideClient.of(nodes, Partner.BUYER, buyer, folder.resolve("buyer"))
            .does("token", grant, RATES);
    assertThat(answer.containsKey("refresh_token")).isFalse();
    String token = answer.getString("access_token");
    JsonObject job = ended(token);
    assertThat(job.getString("state")).as(job.toString()).isEqualTo("done");
    JsonObject kept = job.getJsonObject("authorization");
    LOG.log(Level.INFO, "the job came with: {0}", kept);
    assertThat(kept.getString("agent")).isEqualTo(Partner.BUYER);
    assertThat(kept.getString("scope")).isEqualTo(RATES);
    assertThat(kept.getString("resource")).isEqualTo(nodes.master("").toString());
    assertThat(kept.getString("audience")).isEqualTo(nodes.master("").toString());
    assertThat(kept.getString("grant_type"))
        .isEqualTo("urn:ietf:params:oauth:grant-type:jwt-bearer");
    assertThat(kept.getJsonObject("assertion").getString("typ")).isEqualTo("oauth-id-jag+jwt");
    assertThat(kept.getString("txn")).isEqualTo("order-4711");
    assertThat(kept.toString()).doesNotContain(grant);
    JsonObject seenByAuditor =
        wire.send(Call.get(address(job)).as(nodes.operator("auditor-1"))).expecting(200).json();
    assertThat(seenByAuditor.getJsonObject("authorization")).isEqualTo(kept);
    refused(grant, "grant-replayed");
  }

  @Test
  void anIdJagOfAnotherIsRefused() {
    long now = Instant.now().getEpochSecond();
    refused(signed(claims().add("client_id", "buyer")), "grant-client");
    refused(signed(claims().add("aud", nodes.master("/oauth/token").toString())), "grant-audience");
    refused(signed(claims().add("resource", "https://elsewhere.example")), "grant-resource");
    refused(signed(claims().add("exp", now - 1)), "grant-expired");
    refused(signed(claims().addNull("sub")), "grant-claim-sub");
    refused(signed(claims(), "at+jwt"), "grant-type");
  }

  private JsonObjectBuilder claims() {
    return Json.createObjectBuilder()
        .add("iss", nodes.address("partner-as"))
        .add("sub", "purchasing")
        .add("aud", nodes.master("").toString())
        .add("client_id", Partner.BUYER)
        .add("scope", RATES);
  }

  private String signed(JsonObjectBuilder claims) {
    return signed(claims, "oauth-id-jag+jwt");
  }

  private String signed(JsonObjectBuilder claims, String typ) {
    Tool program =
        ISSUER.run(
            nodes.outside().resolve("partner/signing.key").toString(),
            "partner-1",
            claims.build().toString(),
            typ);
    assertThat(program.exit()).as(program.output()).isZero();
    return program.output();
  }

  private void refused(String grant, String check) {
    String request = UUID.randomUUID().toString();
    Map<String, String> form = new TreeMap<>(Partner.form(grant));
    Answer answer = wire.send(partner.exchange(form).header("X-Request-ID", request).as(buyer));
    assertThat(answer.status()).as(check).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
    assertThat(Component.MASTER.refusals(request, check))
        .extracting(Component.AuditLine::check)
        .contains(check);
  }

  private void startAgent() {
    ListedAgents.dismiss(nodes, wire);
    int port = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(RATES);
    enrolment
        .statement()
        .claim("locator", "https://127.0.0.1:" + port + "/work")
        .claim("validation_methods", List.of("mtls"));
    TestLeaf credential = enrolment.granted();
    agent = AgentProcess.start(nodes, "rate-finder", credential, port);
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
  }

  private JsonObject ended(String token) {
    Call post = Call.post(nodes.master("/v1/jobs"), JOB).bearer(token).as(buyer);
    Answer accepted =
        await("agents known")
            .atMost(Duration.ofSeconds(30))
            .until(() -> wire.send(post), answer -> answer.status() == 202);
    Call read = Call.get(nodes.master("/v1/jobs/" + accepted.text("id"))).bearer(token).as(buyer);
    return await("end of the job")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> wire.send(read).expecting(200).json(),
            state -> !state.getString("state").equals("running"));
  }

  private URI address(JsonObject job) {
    return nodes.master("/v1/jobs/" + job.getString("id"));
  }
}
