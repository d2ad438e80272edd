package org.bailiwick.system.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The partner's agent has a job done with Keycloak's own access token, which is bound to its
 * certificate: curl shows it, the Master Agent verifies it by Keycloak's keys, or asks Keycloak
 * about it (R33, R34; OAuth 2.1 sections 5.2 and 5.3).
 */
class PartnerTokenIT {
  private static final String RULE =
      "{\"service\": \"jobs\", \"rule\":"
          + " \"any-of(all-of(mtls,access-token),all-of(mtls,partner-access-token))\"}";
  private static final String JOB =
      """
      {"purpose": "rates", "steps": [
        {"id": "rates", "capability": "fx.rates@1",
         "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;
  private static final String BY_SECRET =
      "\"client_id\": \"bailiwick-domain\", \"client_secret_file\": \"introspection.secret\"";
  private static final String BY_CERTIFICATE = "\"client_id\": \"bailiwick-node\"";

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Keycloak keycloak = Keycloak.running(nodes);
  private final Path rule = nodes.home().resolve("domain/authentication/jobs.json");
  private final Path description =
      nodes.home().resolve("domain/partners/cloud.example/partner.json");
  private String ruleBefore;
  private String descriptionBefore;
  private AgentProcess agent;

  /** What curl has printed: the status, the challenge, the body, and the id of the request. */
  private record Curl(int status, String challenge, String body, String requestId) {
    JsonObject json() {
      try (JsonReader reader = Json.createReader(new StringReader(body))) {
        return reader.readObject();
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    ruleBefore = Nodes.read(rule);
    descriptionBefore = Nodes.read(description);
    Files.writeString(description.resolveSibling("introspection.secret"), "domain secret: 100%\n");
    replace(rule, RULE);
    int listen = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:" + listen + "/work");
    TestLeaf credential = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    agent = AgentProcess.start(nodes, "rate-finder", credential, listen);
  }

  @AfterEach
  void restore() throws IOException {
    agent.stop();
    replace(rule, ruleBefore);
    replace(description, descriptionBefore);
    ListedAgents.dismiss(nodes, wire);
  }

  private static void replace(Path file, String text) throws IOException {
    Path finished = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(finished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The operator says on which terms Keycloak's tokens count. */
  private void describe(String validation) throws IOException {
    String certs = "openid-connect/certs\"";
    replace(
        description,
        descriptionBefore.replace(
            certs,
            certs
                + """
                , "access_tokens": {"audience": "%s", "scopes": {"rates.read": "fx.rates@1"},
                  "clients": {"buyer-app": "spiffe://cloud.example/agent/buyer"}, %s}\
                """
                    .formatted(nodes.master(""), validation)));
    try {
      Thread.sleep(1_500); // until the terms of the test before no longer count
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void describeIntrospection(String client) throws IOException {
    describe(
        "\"by\": \"introspection\", \"introspection\": {\"uri\": \"%s\", %s}"
            .formatted(
                keycloak.realm("partner", "/protocol/openid-connect/token/introspect"), client));
  }

  @Test
  void itsTokenCountsByItsKeys() throws IOException {
    describe("\"by\": \"jwt\"");
    String token = token("rates.read");
    JsonObject claims = ChainedAgent.claims(token);
    assertThat(claims.getJsonObject("cnf")).containsOnlyKeys("x5t#S256");
    assertThat(claims.getJsonArray("aud").toString()).contains(nodes.master("").toString());
    JsonObject job = ended(posted(token), token);
    assertThat(job.getString("state")).as(job.toString()).isEqualTo("done");
    assertThat(job.toString()).contains("1.0842", keycloak.realm("partner", "").toString());
    assertThat(
            Component.MASTER.column(
                "select concat(t.kind, ' ', t.grant_issuer, ' ', t.grant_jti) from token t, token r"
                    + " where t.jti = r.parent_jti and r.job_id = '"
                    + job.getString("id")
                    + "' and r.kind = 'job'"))
        .containsExactly(
            "partner " + keycloak.realm("partner", "") + " " + claims.getString("jti"));
    refusals(token);
    afterOfficer(token);
  }

  private void refusals(String token) {
    Path other = nodes.outside().resolve("partner");
    Curl theirs = master(other, token, "/v1/jobs/none");
    assertThat(theirs.status()).isEqualTo(401);
    assertThat(theirs.challenge()).contains("Bearer error=\"invalid_token\"", "resource_metadata=");
    assertThat(check(theirs)).isEqualTo("partner-token-issuer");
    Curl narrow = post(token("openid"));
    assertThat(narrow.status()).isEqualTo(403);
    assertThat(narrow.challenge())
        .contains("Bearer error=\"insufficient_scope\", scope=\"rates.read\"");
    assertThat(check(narrow)).isEqualTo("partner-token-scope");
    Curl plain = post(token.substring(0, token.length() - 8) + "AAAAAAAA");
    assertThat(plain.status()).isEqualTo(401);
    assertThat(check(plain)).isEqualTo("partner-token-signature");
  }

  /** An officer ends the token here, whatever its server says. */
  private void afterOfficer(String token) {
    String jti =
        Component.MASTER
            .column(
                "select jti from token where grant_jti = '"
                    + ChainedAgent.claims(token).getString("jti")
                    + "'")
            .getFirst();
    String output = OperatorCommand.run(nodes, 0, "token", "end", jti, "--reason", "test");
    assertThat(output).contains("ended-by-officer");
    Curl ended = post(token);
    assertThat(ended.status()).isEqualTo(401);
    assertThat(check(ended)).isEqualTo("partner-token-ended");
  }

  @ParameterizedTest
  @ValueSource(strings = {BY_SECRET, BY_CERTIFICATE})
  void itsTokenCountsWhileItSaysSo(String client) throws IOException {
    describeIntrospection(client);
    String token = token("rates.read");
    JsonObject job = ended(posted(token), token);
    assertThat(job.getString("state")).as(job.toString()).isEqualTo("done");
    revoke(token);
    Curl refused = post(token);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.challenge()).contains("Bearer error=\"invalid_token\"");
    assertThat(check(refused)).isEqualTo("partner-token-inactive");
  }

  /** Threat 73: what runs ends too. */
  @Test
  void aRevokedTokenEndsTheRunningJob() throws IOException {
    describeIntrospection(BY_SECRET);
    String token = token("rates.read");
    agent.suspend();
    String id = posted(token);
    revoke(token);
    String state = "select state from job where job_id = '" + id + "'";
    await("end of the job")
        .atMost(Duration.ofSeconds(60))
        .until(() -> Component.MASTER.column(state).equals(List.of("cancelled")));
    assertThat(Component.MASTER.column("select reason from job where job_id = '" + id + "'"))
        .allMatch(reason -> reason.startsWith("token-ended: partner-"));
    agent.resume();
  }

  /** Keycloak's token for the partner's agent, as curl gets it with the agent's certificate. */
  private String token(String scope) {
    return keycloak(
            "/protocol/openid-connect/token", "grant_type=client_credentials", "scope=" + scope)
        .json()
        .getString("access_token");
  }

  private void revoke(String token) {
    keycloak("/protocol/openid-connect/revoke", "token=" + token, "token_type_hint=access_token");
  }

  private Curl keycloak(String path, String... form) {
    List<String> arguments = new ArrayList<>(List.of("--cacert", keycloak.root().toString()));
    arguments.addAll(certificate(place()));
    for (String field : form) {
      arguments.addAll(List.of("--data-urlencode", field));
    }
    arguments.addAll(List.of("-d", "client_id=buyer-app", "-d", "client_secret=buyer-app-secret"));
    arguments.add(keycloak.realm("partner", path).toString());
    Curl answer = curl(arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private Path place() {
    return nodes.outside().resolve("keycloak");
  }

  /** The agent of each partner has the same name. */
  private static List<String> certificate(Path folder) {
    return List.of(
        "--cert",
        folder.resolve("buyer.pem").toString(),
        "--key",
        folder.resolve("buyer.key").toString());
  }

  /** The id of the job, once node and inventory know of all that a test has changed. */
  private String posted(String token) {
    return await("accepted")
        .atMost(Duration.ofSeconds(60))
        .until(() -> post(token), answer -> answer.status() == 202)
        .json()
        .getString("id");
  }

  private Curl post(String token) {
    return master(
        place(),
        token,
        "/v1/jobs",
        "-H",
        "Content-Type: application/json",
        "-H",
        "Idempotency-Key: " + ChainedAgent.claims(token).getString("jti", "none"),
        "-d",
        JOB);
  }

  private JsonObject ended(String id, String token) {
    return await("end of the job")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> master(place(), token, "/v1/jobs/" + id).json(),
            state -> !state.getString("state").equals("running"));
  }

  private Curl master(Path folder, String token, String path, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--cacert", nodes.home().resolve("root.pem").toString()));
    arguments.addAll(certificate(folder));
    arguments.addAll(List.of("-H", "Authorization: Bearer " + token));
    arguments.addAll(List.of(more));
    arguments.add(nodes.master(path).toString());
    return curl(arguments);
  }

  private static Curl curl(List<String> arguments) {
    String requestId = UUID.randomUUID().toString();
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "-i", "--http1.1"));
    line.addAll(List.of("-H", "X-Request-ID: " + requestId));
    line.addAll(arguments);
    Tool run = Tool.run(line.toArray(String[]::new));
    assertThat(run.exit()).as(run.output()).isZero();
    int end = run.output().indexOf("\r\n\r\n");
    String head = run.output().substring(0, end);
    String challenge =
        head.lines()
            .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("www-auth"))
            .findFirst()
            .orElse("");
    return new Curl(
        Integer.parseInt(head.substring(9, 12)),
        challenge,
        run.output().substring(end + 4),
        requestId);
  }

  private static String check(Curl refused) {
    return Component.MASTER
        .column(
            "select check_name from audit_entry where outcome = 'DENIED' and request_id = '"
                + refused.requestId()
                + "'")
        .getFirst();
  }
}
