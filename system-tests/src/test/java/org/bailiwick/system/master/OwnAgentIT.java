package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent of the domain gets an access token by client credentials and has a job run (R28, R35):
 * by curl, and by npm openid-client from the metadata on, with a certificate and with an assertion.
 */
class OwnAgentIT {
  private static final String PROOF =
      """
      import base64, hashlib, json, sys, time, uuid
      from jwcrypto import jwk, jws
      key, chain, wit, aud = sys.argv[1:5]
      leaf = open(chain).read().split('-----END')[0].split('\\n', 1)[1].replace('\\n', '')
      def digest(text):
          octets = hashlib.sha256(text.encode()).digest()
          return base64.urlsafe_b64encode(octets).decode().rstrip('=')
      now = int(time.time())
      claims = {'aud': aud, 'iat': now, 'exp': now + 60, 'jti': str(uuid.uuid4())}
      claims['wth'] = digest(wit)
      if sys.argv[5:]:
          claims['ath'] = digest(sys.argv[5])
      token = jws.JWS(json.dumps(claims))
      token.add_signature(jwk.JWK.from_pem(open(key, 'rb').read()), None,
                          json.dumps({'typ': 'wpt+jwt', 'alg': 'ES256', 'x5c': [leaf]}))
      print(token.serialize(compact=True), end='')
      """;
  private static final String JOB =
      """
      {"purpose": "rates for the month", "steps": [{"id": "rates", "capability": "fx.rates@1",
       "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;

  private static final String OWNER = "General Ledger";

  private static final String BY_TOKENS =
      """
      {"service": "jobs", "rule":
       "any-of(all-of(mtls,access-token),access-token-wit,access-token-wit-signature)"}""";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final URI endpoint = nodes.master("/oauth/token");
  private final List<AgentProcess> agents = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private TestLeaf planner;
  private String wit;
  private String requestId;

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    int listen = Nodes.freePort();
    TestLeaf rates = registered(enrolment("fx.rates@1", listen, "mtls"));
    agents.add(AgentProcess.start(nodes, "rate-finder", rates, listen));
    planner = registered(enrolment("ledger.post@1", Nodes.freePort(), "mtls", "jwt", "wit"));
    planner.writeTo(folder);
    allow(planner, "fx.rates@1");
    await("planner known")
        .atMost(Duration.ofSeconds(30))
        .until(() -> curl(form("fx.rates@1")).endsWith("\n200"));
  }

  @AfterEach
  void stop() throws IOException {
    agents.forEach(AgentProcess::stop);
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    ListedAgents.dismiss(nodes, wire);
  }

  private Enrolment enrolment(String capability, int port, String... methods) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment
        .statement()
        .claim("locator", "https://127.0.0.1:" + port + "/work")
        .claim("validation_methods", List.of(methods))
        .claim("formats", List.of("x509", "wit"));
    return enrolment;
  }

  private TestLeaf registered(Enrolment enrolment) {
    TestLeaf agent = enrolled(enrolment);
    String claim = Claim.of(agent).build().toString();
    wire.send(Call.post(nodes.registry("/v1/agents"), claim).as(agent)).expecting(201);
    return agent;
  }

  private TestLeaf enrolled(Enrolment enrolment) {
    Answer answer = wire.send(enrolment.call()).expecting(201);
    wit = answer.text("wit");
    return new TestLeaf(enrolment.key().getPrivate(), Pem.certificates(answer.text("chain")));
  }

  /** The operator's file, which the Master Agent reads within two seconds. */
  private void allow(TestLeaf agent, String scope) throws IOException {
    Path place = Files.createDirectories(nodes.home().resolve("domain/callers"));
    Path file = place.resolve(AgentId.of(agent.id()).name() + ".json");
    Files.writeString(
        file, "{\"agent\": \"%s\", \"scopes\": [\"%s\"]}".formatted(agent.id(), scope));
    files.add(file);
  }

  private String[] form(String scope) {
    return new String[] {
      "--cert",
      folder.resolve("chain.pem").toString(),
      "--key",
      folder.resolve("key.pem").toString(),
      "--data",
      "grant_type=client_credentials",
      "--data-urlencode",
      "client_id=" + planner.id(),
      "--data-urlencode",
      "scope=" + scope,
      endpoint.toString()
    };
  }

  private String curl(String... arguments) {
    requestId = UUID.randomUUID().toString();
    List<String> line =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "-w",
                "\n%{http_code}",
                "--cacert",
                nodes.home().resolve("root.pem").toString(),
                "-H",
                "X-Request-ID: " + requestId));
    line.addAll(List.of(arguments));
    return Tool.run(line.toArray(String[]::new)).output();
  }

  private static JsonObject json(String answer) {
    try (var reader =
        Json.createReader(new StringReader(answer.substring(0, answer.lastIndexOf('\n'))))) {
      return reader.readObject();
    }
  }

  @Test
  void withItsCertificateAndCurlItHasAJobRunToTheEnd() {
    String token = json(curl(form("fx.rates@1 receipt.write@1"))).getString("access_token");
    assertThat(done(token).toString()).contains("1.0842");
    refusals();
  }

  /** Posts the job and waits for its end, by curl with the certificate. */
  private JsonObject done(String token) {
    String[] job = {
      "--cert",
      folder.resolve("chain.pem").toString(),
      "--key",
      folder.resolve("key.pem").toString(),
      "-H",
      "Authorization: Bearer " + token,
      "-H",
      "Content-Type: application/json",
      "--data-binary",
      JOB,
      nodes.master("/v1/jobs").toString()
    };
    String accepted = curl(job);
    assertThat(accepted).endsWith("\n202");
    String[] read = List.of(job).subList(0, 6).toArray(new String[7]);
    read[6] = nodes.master("/v1/jobs/" + json(accepted).getString("id")).toString();
    JsonObject end =
        await("end of the job")
            .atMost(Duration.ofMinutes(1))
            .until(() -> json(curl(read)), state -> !state.getString("state").equals("running"));
    assertThat(end.getString("state")).as(end.toString()).isEqualTo("done");
    return end;
  }

  private void refusals() {
    refused(400, "invalid_scope", "scope-empty", curl(form("ledger.post@1")));
    for (TestLeaf other : List.of(nodes.operator("officer-1"), nodes.partner("buyer"))) {
      refused(400, "unauthorized_client", "client-kind", wireAnswer(other));
    }
    TestLeaf unlisted = enrolled(enrolment("fx.rates@1", Nodes.freePort(), "mtls"));
    refused(400, "unauthorized_client", "caller-not-listed", wireAnswer(unlisted));
    TestLeaf undescribed = registered(enrolment("fx.rates@1", Nodes.freePort(), "mtls"));
    await("undescribed agent known")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              String answer = wireAnswer(undescribed);
              return Component.MASTER.refusals(requestId, "caller-not-described").stream()
                      .anyMatch(line -> line.check().equals("caller-not-described"))
                  && answer.contains("unauthorized_client");
            });
    new Officer(nodes, wire).revoke(planner);
    await("revocation")
        .atMost(Duration.ofSeconds(30))
        .until(() -> curl(form("fx.rates@1")).endsWith("\n401"));
  }

  /** Rights are those of the agent, its owner and its principal, each of them (R32). */
  @Test
  void whatItsOwnerMayNotHaveDoneIsRefusedUntilTheOwnersFileHasIt() throws IOException {
    Path file = nodes.home().resolve("domain/owners/General-Ledger.json");
    String before = Nodes.read(file);
    Enrolment owned = enrolment("ledger.post@1", Nodes.freePort(), "mtls");
    owned.statement().claim("owner", OWNER);
    try {
      publish(file, ofOwner("ledger.post@1"));
      planner = registered(owned);
      planner.writeTo(folder);
      allow(planner, "fx.rates@1");
      await("refused by the owner's rights")
          .atMost(Duration.ofSeconds(30))
          .until(() -> curl(form("fx.rates@1")).contains("invalid_scope"));
      assertThat(curl(form("fx.rates@1"))).doesNotContain("ledger.post@1").endsWith("\n400");
      assertThat(
              Component.MASTER.column(
                  "select details from audit_entry where event = 'token.refused'"
                      + " and check_name = 'owner-scope' and request_id = '%s'"
                          .formatted(requestId)))
          .singleElement()
          .asString()
          .contains("\"agent_scope\":\"fx.rates@1\"", "\"owner_scope\":\"ledger.post@1\"")
          .contains("\"principal_scope\":\"fx.rates@1 ", "\"requested_scope\":\"fx.rates@1\"");
      publish(file, ofOwner("fx.rates@1"));
      await("permitted by the owner's rights")
          .atMost(Duration.ofSeconds(30))
          .until(() -> curl(form("fx.rates@1")).endsWith("\n200"));
      assertThat(done(json(curl(form("fx.rates@1"))).getString("access_token")).toString())
          .contains("1.0842");
    } finally {
      publish(file, before);
    }
  }

  private static String ofOwner(String scope) {
    return "{\"owner\": \"%s\", \"scopes\": [\"%s\"]}".formatted(OWNER, scope);
  }

  /** The answer to a token request of this certificate's holder. */
  private String wireAnswer(TestLeaf client) {
    try {
      Path place = Files.createTempDirectory(folder, "client");
      client.writeTo(place);
      String[] form = form("fx.rates@1");
      form[1] = place.resolve("chain.pem").toString();
      form[3] = place.resolve("key.pem").toString();
      form[7] = "client_id=" + client.id();
      return curl(form);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void refused(int status, String error, String check, String answer) {
    assertThat(answer).contains("\"" + error + "\"").endsWith("\n" + status);
    assertThat(Component.MASTER.refusals(requestId, check))
        .anySatisfy(
            line -> {
              assertThat(line.event()).isEqualTo("token.refused");
              assertThat(line.check()).isEqualTo(check);
            });
  }

  @Test
  void aClientThatKnowsTheUrlAloneHasAJobRunByCertificateAndByAssertion() throws IOException {
    for (String method : List.of("tls_client_auth", "private_key_jwt")) {
      Tool program =
          new NodeProgram("oauth", "own-agent.mjs")
              .run(
                  nodes.master("/v1/jobs").toString(),
                  planner.id().toString(),
                  folder.toString(),
                  nodes.home().resolve("root.pem").toString(),
                  method,
                  "fx.rates@1");
      assertThat(program.exit()).as(program.output()).isZero();
      assertThat(program.output())
          .contains("refused 401 ")
          .contains("token bearer fx.rates@1 300")
          .contains("\"state\":\"done\"")
          .contains("1.0842");
    }
    byWorkloadProof();
  }

  /** A WIT with its proof instead of a certificate; the token is bound to the certificate. */
  private void byWorkloadProof() throws IOException {
    String[] form = {
      "-H",
      "Workload-Identity-Token: " + wit,
      "-H",
      "Workload-Proof-Token: " + proof(endpoint),
      "--data",
      "grant_type=client_credentials",
      endpoint.toString()
    };
    String answer = curl(form);
    assertThat(answer).endsWith("\n200");
    String token = json(answer).getString("access_token");
    assertThat(done(token).toString()).contains("1.0842");
    jobByWorkloadProof(token);
    assertThat(curl(form)).contains("proof-of-possession-failed").endsWith("\n400");
    assertThat(Component.MASTER.refusals(requestId, "wpt-replayed")).isNotEmpty();
  }

  private String proof(URI target, String... accessToken) throws IOException {
    Path script = Files.writeString(folder.resolve("proof.py"), PROOF);
    List<String> line =
        new ArrayList<>(
            List.of(
                "/usr/bin/python3",
                script.toString(),
                folder.resolve("key.pem").toString(),
                folder.resolve("chain.pem").toString(),
                wit,
                target.toString()));
    line.addAll(List.of(accessToken));
    Tool proof = Tool.run(line.toArray(String[]::new));
    assertThat(proof.exit()).as(proof.output()).isZero();
    return proof.output();
  }

  /** By a rule that names the method, no certificate is needed for the job either (R54). */
  private void jobByWorkloadProof(String token) throws IOException {
    URI jobs = nodes.master("/v1/jobs");
    assertThat(posted(jobs, proof(jobs, token), token)).endsWith("\n401");
    Path rule = nodes.home().resolve("domain/authentication/jobs.json");
    String builtIn = Nodes.read(rule);
    try {
      publish(rule, BY_TOKENS);
      await("accepted")
          .atMost(Duration.ofSeconds(30))
          .until(() -> posted(jobs, proof(jobs, token), token).endsWith("\n202"));
      assertThat(posted(jobs, proof(jobs), token)).endsWith("\n400");
      assertThat(Component.MASTER.refusals(requestId, "wpt-covered")).isNotEmpty();
      String once = proof(jobs, token);
      assertThat(posted(jobs, once, token)).endsWith("\n202");
      assertThat(posted(jobs, once, token)).endsWith("\n400");
      jobBySignature(token);
    } finally {
      publish(rule, builtIn);
    }
  }

  /** The request itself is signed by the agent's key, by npm http-message-signatures (R54). */
  private void jobBySignature(String token) throws IOException {
    String jobs = nodes.master("/v1/jobs").toString();
    Path body = Files.writeString(folder.resolve("job.json"), JOB);
    Path headers = folder.resolve("signed-headers");
    Tool signing =
        new NodeProgram("oauth", "signed-workload.mjs")
            .run(folder.toString(), wit, token, jobs, body.toString(), headers.toString());
    assertThat(signing.exit()).as(signing.output()).isZero();
    Path other = Files.writeString(folder.resolve("other.json"), JOB.replace("USD", "CHF"));
    assertThat(curl("-H", "@" + headers, "--data-binary", "@" + other, jobs)).endsWith("\n400");
    assertThat(Component.MASTER.refusals(requestId, "signature-digest")).isNotEmpty();
    String[] once = {"-H", "@" + headers, "--data-binary", "@" + body, jobs};
    assertThat(curl(once)).endsWith("\n202");
    assertThat(curl(once)).endsWith("\n400");
    assertThat(Component.MASTER.refusals(requestId, "signature-replayed")).isNotEmpty();
  }

  private static void publish(Path rule, String text) throws IOException {
    Path next = Files.writeString(rule.resolveSibling(rule.getFileName() + ".next"), text);
    Files.move(next, rule, StandardCopyOption.ATOMIC_MOVE);
  }

  private String posted(URI jobs, String proof, String token) {
    return curl(
        "-H",
        "Workload-Identity-Token: " + wit,
        "-H",
        "Workload-Proof-Token: " + proof,
        "-H",
        "Authorization: Bearer " + token,
        "-H",
        "Content-Type: application/json",
        "--data-binary",
        JOB,
        jobs.toString());
  }
}
