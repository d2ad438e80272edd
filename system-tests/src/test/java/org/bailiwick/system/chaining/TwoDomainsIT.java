package org.bailiwick.system.chaining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.master.Partner;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job of a partner goes through an agent of a first Bailiwick domain to a second one, which knows
 * the first as its partner (R36, R39). Both keep agent, scope, resource, audience, grant type and
 * assertion; the test prints them.
 */
@Tag("long")
class TwoDomainsIT {
  private static final System.Logger LOG = System.getLogger(TwoDomainsIT.class.getName());
  private static final Pattern TXN_TOKEN = Pattern.compile("(?mi)^Txn-Token: (\\S+)");
  private static final String TYPES = "urn:ietf:params:oauth:token-type:";
  private static final String RATES = "fx.rates@1";
  private static final String JOB =
      """
      {"purpose": "rates for the month", "steps": [{"id": "rates", "capability": "fx.rates@1",
       "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;

  @TempDir private static Path folder;
  private static Nodes first;
  private static Nodes second;
  private static Wire firstWire;
  private static Wire secondWire;
  private static final List<Runnable> ENDS = new ArrayList<>();

  @BeforeAll
  static void startBoth() throws IOException {
    first = Nodes.authorityOfTwo("two-domains", "b.example");
    second = first.further("b.example");
    firstWire = new Wire(first.root());
    secondWire = new Wire(second.root());
    describe(second, "bailiwick.example", first, "");
    describe(
        first,
        "b.example",
        second,
        """
        , "grants_to": {"audience": "%1$s", "scopes": {"fx.rates@1": "fx.rates@1"}, "resources": ["%1$s"]}
        """
            .formatted(second.master("")));
    first.restartAlone("domain");
    second.restartAlone("domain");
  }

  @AfterAll
  static void stop() {
    ENDS.forEach(Runnable::run);
    second.stop();
    first.stop();
  }

  /** Makes the other domain a partner of this one. */
  private static void describe(Nodes here, String name, Nodes other, String more)
      throws IOException {
    Path partner = Files.createDirectories(here.home().resolve("domain/partners/" + name));
    Files.copy(
        other.home().resolve("root.pem"),
        partner.resolve("bundle.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        partner.resolve("partner.json"),
        """
        {"trust_domain": "%s", "anchors": "bundle.pem", "crl": "none", "scopes": ["fx.rates@1"],
         "authorization_server": {"issuer": "%s", "jwks_uri": "%s", "ca_file": "bundle.pem",
          "algorithms": ["ES256"]}%s}
        """
            .formatted(name, other.master(""), other.master("/oauth/jwks"), more));
  }

  @Test
  void bothKeepWhoAskedForWhatByWhichGrant() throws IOException {
    TestLeaf clerk = waitingAgent();
    startWorker();
    TestLeaf buyer = first.partner("buyer");
    String token = new Partner(first).accessToken(firstWire);
    String jobHere = posted(firstWire, first, buyer, token);
    String txnToken = receivedToken();
    for (String kind : List.of("jwt", "id-jag")) {
      JsonObject there = kind.equals("jwt") ? byHand(clerk, txnToken) : byCommand(clerk, txnToken);
      assertThat(there.getString("state")).as(there.toString()).isEqualTo("done");
      JsonObject here = read(firstWire, reading(first, buyer, token, jobHere));
      compare(
          here.getJsonArray("grants").getJsonObject(0),
          there.getJsonObject("authorization"),
          clerk);
      print(kind, here, there);
    }
  }

  private static JsonObject byHand(TestLeaf clerk, String txnToken) {
    String grant = exchanged(clerk, txnToken).expecting(200).text("access_token");
    String token = spent(clerk, grant).expecting(200).text("access_token");
    assertThat(spent(clerk, grant).body()).contains("invalid_grant");
    return ended(clerk, token, posted(secondWire, second, clerk, token));
  }

  private static JsonObject byCommand(TestLeaf clerk, String txnToken) throws IOException {
    String files = folder.resolve("clerk").toString();
    Path job = Files.writeString(folder.resolve("job.json"), JOB);
    String printed =
        OperatorCommand.run(
            second,
            0,
            "agent",
            "call",
            "--folder",
            files,
            "--grant-file",
            grantByCommand(files, txnToken),
            "--client-id",
            clerk.id().toString(),
            "--capability",
            RATES,
            job.toString());
    return StrictJson.object(printed.lines().reduce((before, last) -> last).orElseThrow());
  }

  private static String grantByCommand(String files, String txnToken) throws IOException {
    Path subject = Files.writeString(folder.resolve("txn.jwt"), txnToken);
    String grant = folder.resolve("grant.jwt").toString();
    String server = second.master("").toString();
    OperatorCommand.run(
        first,
        0,
        "agent",
        "grant",
        "--folder",
        files,
        "--subject-token-file",
        subject.toString(),
        "--audience",
        server,
        "--resource",
        server,
        "--form",
        "ID_JAG",
        "--capability",
        RATES,
        "--grant-file",
        grant);
    return grant;
  }

  /** The same list on both sides; the second domain writes the subject with its issuer. */
  private static void compare(JsonObject here, JsonObject there, TestLeaf clerk) {
    for (String element : List.of("agent", "scope", "audience", "resource", "grant_type", "txn")) {
      assertThat(there.getString(element)).as(element).isEqualTo(here.getString(element));
    }
    assertThat(there.getJsonObject("assertion")).isEqualTo(here.getJsonObject("assertion"));
    assertThat(there.getJsonObject("act")).isEqualTo(here.getJsonObject("act"));
    assertThat(there.getString("agent")).isEqualTo(clerk.id().toString());
    assertThat(there.getJsonObject("act").getJsonObject("act").getString("sub"))
        .isEqualTo("spiffe://partner.example/agent/buyer");
    assertThat(there.getString("subject"))
        .isEqualTo(first.master("") + "#" + here.getString("subject"));
  }

  private static void print(String kind, JsonObject here, JsonObject there) {
    LOG.log(Level.INFO, "{0}: job of the first domain: {1}", kind, here);
    JsonObject kept = there.getJsonObject("authorization");
    LOG.log(Level.INFO, "{0}: job of the second domain came with: {1}", kind, kept);
    String jti = kept.getJsonObject("assertion").getString("jti");
    LOG.log(
        Level.INFO,
        "{0}: audit logs: {1}; {2}",
        kind,
        audited(first, firstWire, "grant.issued", jti),
        audited(second, secondWire, "token.issued", jti));
  }

  /** The one row of this event about the grant, as an auditor reads it. */
  private static JsonObject audited(Nodes nodes, Wire wire, String event, String jti) {
    List<JsonObject> found = new ArrayList<>();
    List<JsonObject> page;
    int from = 1;
    do {
      page =
          wire.send(
                  Call.get(nodes.master("/v1/audit?from=" + from)).as(nodes.operator("auditor-1")))
              .expecting(200)
              .json()
              .getJsonArray("entries")
              .getValuesAs(JsonObject.class);
      page.stream()
          .filter(row -> row.getString("event").equals(event) && row.toString().contains(jti))
          .forEach(found::add);
      from += page.size();
    } while (!page.isEmpty());
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static Answer exchanged(TestLeaf clerk, String txnToken) {
    Map<String, String> form = new TreeMap<>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.put("client_id", clerk.id().toString());
    form.put("subject_token", txnToken);
    form.put("subject_token_type", TYPES + "txn_token");
    form.put("requested_token_type", TYPES + "jwt");
    form.put("audience", second.master("").toString());
    form.put("resource", second.master("").toString());
    return firstWire.send(Call.form(first.master("/oauth/token"), form).as(clerk));
  }

  private static Answer spent(TestLeaf clerk, String grant) {
    return secondWire.send(
        Call.form(
                second.master("/oauth/token"),
                Map.of(
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:jwt-bearer",
                    "assertion",
                    grant,
                    "client_id",
                    clerk.id().toString(),
                    "resource",
                    second.master("").toString()))
            .as(clerk));
  }

  private static String posted(Wire wire, Nodes nodes, TestLeaf caller, String token) {
    Call call = Call.post(nodes.master("/v1/jobs"), JOB).bearer(token).as(caller);
    return await("agents known")
        .atMost(Duration.ofSeconds(30))
        .until(() -> wire.send(call), answer -> answer.status() == 202)
        .text("id");
  }

  private static JsonObject read(Wire wire, Call job) {
    return wire.send(job).expecting(200).json();
  }

  private static Call reading(Nodes nodes, TestLeaf caller, String token, String job) {
    return Call.get(nodes.master("/v1/jobs/" + job)).bearer(token).as(caller);
  }

  private static JsonObject ended(TestLeaf caller, String token, String job) {
    return await("end of the job")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> read(secondWire, reading(second, caller, token, job)),
            state -> !state.getString("state").equals("running"));
  }

  /** An agent of the first domain, openssl, which shows its certificate, reads, and waits. */
  private static TestLeaf waitingAgent() throws IOException {
    int port = Nodes.freePort();
    TestLeaf agent = registered(first, firstWire, port);
    Path files = agent.writeTo(folder.resolve("clerk"));
    String chain = files.resolve("chain.pem").toString();
    Process server =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                chain,
                "-cert_chain",
                chain,
                "-key",
                files.resolve("key.pem").toString(),
                "-verify",
                "4",
                "-quiet")
            .redirectErrorStream(true)
            .redirectOutput(received().toFile())
            .start();
    ENDS.add(server::destroyForcibly);
    return agent;
  }

  private static void startWorker() {
    int port = Nodes.freePort();
    TestLeaf worker = registered(second, secondWire, port);
    ENDS.add(AgentProcess.start(second, "rate-finder", worker, port)::stop);
  }

  private static TestLeaf registered(Nodes nodes, Wire wire, int port) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(RATES);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf agent = enrolment.granted();
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
        .expecting(201);
    return agent;
  }

  private static Path received() {
    return folder.resolve("s_server.log");
  }

  private static String receivedToken() {
    return await("order")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> TXN_TOKEN.matcher(Nodes.read(received())).results().toList(),
            found -> !found.isEmpty())
        .getFirst()
        .group(1);
  }
}
