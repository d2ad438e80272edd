package org.bailiwick.system.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.master.Partner;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Keycloak, unchanged, vouches for the user who has agents certified, and grants the partner's
 * agent a job that those agents do. It also accepts grants of ours, as a JWT grant and as an ID-JAG
 * (R36).
 */
class KeycloakIT {
  private static final String BUYER = "spiffe://cloud.example/agent/buyer";
  private static final String JOB =
      """
      {"purpose": "rates for the month", "steps": [
        {"id": "invoices", "capability": "invoice.parse@1",
         "input": {"csv": "number,date,customer,currency,net,vat\\nINV-1,2026-11-01,C1,USD,100.00,19.00\\n"}},
        {"id": "rates", "capability": "fx.rates@1",
         "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}, "after": ["invoices"]}]}
      """;

  private static final System.Logger LOG = System.getLogger(KeycloakIT.class.getName());

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Keycloak keycloak = Keycloak.running(nodes);
  private final List<AgentProcess> agents = new ArrayList<>();

  @Test
  void itsUserEnrolsAgentsAndItsClientHasThemWork() {
    Wire outside = keycloak.wire();
    startAgent(outside, "invoice-reader", "invoice.parse@1");
    startAgent(outside, "rate-finder", "fx.rates@1");
    String token = accessToken(outside);
    JsonObject job = ended(posted(token), token);
    assertThat(job.getString("state")).as(job.toString()).isEqualTo("done");
    assertThat(job.getJsonArray("steps")).hasSize(2);
    assertThat(job.toString()).contains("1.0842");
  }

  /** Each element of R36's list, as our audit log has it and as Keycloak was told. */
  @Test
  void itsServerAcceptsGrantsOfOurs() throws IOException {
    ChainedAgent agent = ChainedAgent.allowed(nodes, wire);
    describeTarget(agent);
    String own = agent.accessToken();
    for (String kind : List.of("jwt", "id-jag")) {
      String grant =
          await("target known")
              .atMost(Duration.ofSeconds(10))
              .until(() -> agent.exchange(own, kind, server()), answer -> answer.status() == 200)
              .text("access_token");
      JsonObject token =
          ChainedAgent.claims(spent(agent, grant).expecting(200).text("access_token"));
      assertThat(token.getString("azp")).isEqualTo("rates-agent");
      assertThat(token.getString("scope")).contains("rates.read");
      assertThat(token.getJsonObject("cnf").getString("x5t#S256"))
          .isEqualTo(ChainedAgent.claims(grant).getJsonObject("cnf").getString("x5t#S256"));
      print(kind, grant, token);
      Answer again = spent(agent, grant);
      assertThat(again.status()).isEqualTo(400);
      assertThat(again.body()).contains("invalid_grant");
    }
    Answer elsewhere = agent.exchange(own, "jwt", keycloak.realm("people", "").toString());
    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(elsewhere.text("error")).isEqualTo("invalid_target");
  }

  /**
   * The operator says which of our scopes, subjects and clients the partner knows by which name.
   */
  private void describeTarget(ChainedAgent agent) throws IOException {
    Path file = nodes.home().resolve("domain/partners/cloud.example/partner.json");
    String description = Nodes.read(file).strip();
    Files.writeString(
        file,
        description.substring(0, description.length() - 1)
            + """
            , "grants_to": {"audience": "%s", "scopes": {"fx.rates@1": "rates.read"},
              "clients": {"%s": "rates-agent"}, "subjects": {"%s": "desk-17"}}}
            """
                .formatted(server(), agent.id(), agent.id()));
  }

  private String server() {
    return keycloak.realm("partner", "").toString();
  }

  /** What Keycloak answers to the grant. */
  private Answer spent(ChainedAgent agent, String grant) {
    return keycloak
        .wire()
        .send(
            Call.form(
                    keycloak.realm("partner", "/protocol/openid-connect/token"),
                    Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion", grant,
                        "client_id", "rates-agent",
                        "scope", "rates.read"))
                .as(agent.credential()));
  }

  private void print(String kind, String grant, JsonObject token) {
    JsonObject claims = ChainedAgent.claims(grant);
    String kept =
        Component.MASTER
            .column(
                "select details from audit_entry where event = 'grant.issued' and resource = '"
                    + claims.getString("jti")
                    + "'")
            .getFirst();
    Stream.of("agent", "scope", "audience", "grant_type", "grant_sha256", "grant_jti", "txn")
        .forEach(member -> assertThat(kept).contains("\"" + member + "\":\""));
    LOG.log(
        Level.INFO,
        "{0}: kept here: {1}; in the grant: {2}; in the token of Keycloak: {3}",
        kind,
        kept,
        claims,
        token);
  }

  @AfterEach
  void stopAgents() {
    agents.forEach(AgentProcess::stop);
  }

  private void startAgent(Wire outside, String name, String capability) {
    int listen = Nodes.freePort();
    Enrolment enrolment =
        new Enrolment(nodes, wire).capabilities(capability).userText(idToken(outside));
    enrolment.statement().claim("locator", "https://127.0.0.1:" + listen + "/work");
    TestLeaf credential = enrolment.granted();
    Principal principal = AgentCredential.read(credential.certificate()).information().principal();
    assertThat(principal.kind()).isEqualTo(Principal.Kind.ROLE);
    assertThat(principal.issuer()).isEqualTo(keycloak.realm("people", "").toString());
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    agents.add(AgentProcess.start(nodes, name, credential, listen));
  }

  private String idToken(Wire outside) {
    return token(
        outside,
        "people",
        Map.of(
            "grant_type", "password",
            "client_id", "bailiwick",
            "username", "alice",
            "password", "alice-password",
            "scope", "openid"),
        "id_token");
  }

  /** The partner's client gets a grant of its own server, and our token for it. */
  private String accessToken(Wire outside) {
    String grant =
        token(
            outside,
            "partner",
            Map.of(
                "grant_type", "client_credentials",
                "client_id", BUYER,
                "client_secret", "buyer-secret",
                "scope", "invoice.parse@1 fx.rates@1"),
            "access_token");
    Map<String, String> form = Partner.form(grant);
    form.put("client_id", BUYER);
    return wire.send(Call.form(nodes.master("/oauth/token"), form).as(buyer()))
        .expecting(200)
        .text("access_token");
  }

  private Answer posted(String accessToken) {
    Call call = Call.post(nodes.master("/v1/jobs"), JOB).bearer(accessToken).as(buyer());
    // The Master Agent hears of a new agent a moment after the registry does.
    await("agents known")
        .atMost(Duration.ofSeconds(30))
        .until(() -> wire.send(call.header("Idempotency-Key", "rates-1")).status() == 202);
    return wire.send(call.header("Idempotency-Key", "rates-1")).expecting(202);
  }

  private JsonObject ended(Answer accepted, String accessToken) {
    URI address = nodes.master("/v1/jobs/" + accepted.text("id"));
    Call read = Call.get(address).bearer(accessToken).as(buyer());
    return await("end of the job")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> wire.send(read).expecting(200).json(),
            state -> !state.getString("state").equals("running"));
  }

  private TestLeaf buyer() {
    return Nodes.leaf(nodes.outside().resolve("keycloak"), "buyer");
  }

  private String token(Wire outside, String realm, Map<String, String> form, String member) {
    return outside
        .send(Call.form(keycloak.realm(realm, "/protocol/openid-connect/token"), form))
        .expecting(200)
        .text(member);
  }
}
