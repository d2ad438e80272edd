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
 * A job of a partner goes through an agent of a first Bailiwick domain, or by a step of its Master
 * Agent, to a second one, which knows the first as its partner (R36, R39). Both keep agent, scope,
 * resource, audience, grant type and assertion; the test prints them.
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

  /** The same step, to be done by the second domain. */
  private static final String THERE = JOB.replace("\"id\"", "\"domain\": \"b.example\", \"id\"");

  private static final String INVOICES = "invoice.parse@1";
  private static final String SILENT_THERE = THERE.replace(RATES, INVOICES);

  @TempDir private static Path folder;
  private static Nodes first;
  private static Nodes second;
  private static Wire firstWire;
  private static Wire secondWire;
  private static TestLeaf masterAgent;
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
        , "grants_to": {"audience": "%1$s", "scopes": {"fx.rates@1": "fx.rates@1", "invoice.parse@1": "invoice.parse@1"},
          "resources": ["%1$s"], "jobs": {"uri": "%1$s/v1/jobs", "token_endpoint": "%1$s/oauth/token", "resource": "%1$s",
           "ca_file": "bundle.pem"}}
        """
            .formatted(second.master("")));
    first.restartAlone("domain");
    second.restartAlone("domain");
    startWorker();
    masterAgent = new Enrolment(first, firstWire).capabilities(RATES).granted();
    masterAgent.writeTo(first.home().resolve("domain/agent"));
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
        {"trust_domain": "%s", "anchors": "bundle.pem", "crl": "none", "scopes": ["fx.rates@1", "invoice.parse@1"],
         "authorization_server": {"issuer": "%s", "jwks_uri": "%s", "ca_file": "bundle.pem",
          "algorithms": ["ES256"]}%s}
        """
            .formatted(name, other.master(""), other.master("/oauth/jwks"), more));
  }

  @Test
  void bothKeepWhoAskedForWhatByWhichGrant() throws IOException {
    TestLeaf clerk = waitingAgent(first, firstWire, "clerk", RATES);
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

  @Test
  void theMasterAgentItselfHasAStepDoneThere() throws IOException {
    TestLeaf buyer = first.partner("buyer");
    String token = new Partner(first).accessToken(firstWire);
    JsonObject here =
        await("agents known there")
            .atMost(Duration.ofMinutes(1))
            .until(
                () ->
                    endedHere(buyer, token, posted(firstWire, posting(first, buyer, token, THERE))),
                job -> job.getString("state").equals("done"));
    JsonObject step = here.getJsonArray("steps").getJsonObject(0);
    assertThat(step.getString("agent")).isEqualTo("spiffe://b.example");
    assertThat(step.getJsonObject("output")).isNotEmpty();
    JsonObject there = read(secondWire, readingThere(jobsThere("done").getFirst()));
    JsonObject kept = there.getJsonObject("authorization");
    JsonObject grant =
        here.getJsonArray("grants").getValuesAs(JsonObject.class).stream()
            .filter(each -> each.get("assertion").equals(kept.get("assertion")))
            .findFirst()
            .orElseThrow();
    compare(grant, kept, masterAgent);
    print("step", grant, there);
  }

  @Test
  void aCancelledStepIsCancelledThere() throws IOException {
    waitingAgent(second, secondWire, "silent", INVOICES);
    TestLeaf buyer = first.partner("buyer");
    String token = new Partner(first).accessToken(firstWire);
    String job =
        await("work there")
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> posted(firstWire, posting(first, buyer, token, SILENT_THERE)),
                id -> becomes(buyer, token, id, "working"));
    assertThat(jobsThere("running")).isNotEmpty();
    firstWire
        .send(Call.delete(first.master("/v1/jobs/" + job)).bearer(token).as(buyer))
        .expecting(200);
    await("cancelled there")
        .atMost(Duration.ofMinutes(1))
        .until(() -> jobsThere("running").isEmpty() && !jobsThere("cancelled").isEmpty());
  }

  /** Whether the one step of the job comes to this state before the job ends. */
  private static boolean becomes(TestLeaf caller, String token, String job, String state) {
    return await("step or end")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> read(firstWire, reading(first, caller, token, job)),
            read -> !read.getString("state").equals("running") || stateOfStep(read).equals(state))
        .getString("state")
        .equals("running");
  }

  private static String stateOfStep(JsonObject job) {
    return job.getJsonArray("steps").getJsonObject(0).getString("state");
  }

  private static JsonObject endedHere(TestLeaf caller, String token, String job) {
    return await("end of the job here")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> read(firstWire, reading(first, caller, token, job)),
            state -> !state.getString("state").equals("running"));
  }

  /** The jobs of the first domain's Master Agent at the second one, the newest first. */
  private static List<String> jobsThere(String state) {
    String query = "/v1/jobs?state=" + state + "&caller=" + masterAgent.id();
    return secondWire
        .send(Call.get(second.master(query)).as(second.operator("auditor-1")))
        .expecting(200)
        .json()
        .getJsonArray("jobs")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(job -> job.getString("id"))
        .toList();
  }

  private static Call readingThere(String job) {
    return Call.get(second.master("/v1/jobs/" + job)).as(second.operator("auditor-1"));
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
    return posted(wire, posting(nodes, caller, token, JOB));
  }

  private static Call posting(Nodes nodes, TestLeaf caller, String token, String job) {
    return Call.post(nodes.master("/v1/jobs"), job).bearer(token).as(caller);
  }

  private static String posted(Wire wire, Call call) {
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

  /** An agent, openssl, which shows its certificate, reads, and waits. */
  private static TestLeaf waitingAgent(Nodes nodes, Wire wire, String name, String capability)
      throws IOException {
    int port = Nodes.freePort();
    TestLeaf agent = registered(nodes, wire, port, capability);
    Path files = agent.writeTo(folder.resolve(name));
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
            .redirectOutput(received(name).toFile())
            .start();
    ENDS.add(server::destroyForcibly);
    return agent;
  }

  private static void startWorker() {
    int port = Nodes.freePort();
    TestLeaf worker = registered(second, secondWire, port, RATES);
    ENDS.add(AgentProcess.start(second, "rate-finder", worker, port)::stop);
  }

  private static TestLeaf registered(Nodes nodes, Wire wire, int port, String capability) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf agent = enrolment.granted();
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
        .expecting(201);
    return agent;
  }

  private static Path received(String name) {
    return folder.resolve(name + ".log");
  }

  private static String receivedToken() {
    return await("order")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> TXN_TOKEN.matcher(Nodes.read(received("clerk"))).results().toList(),
            found -> !found.isEmpty())
        .getFirst()
        .group(1);
  }
}
