package org.bailiwick.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Steps of jobs that the broker does at tools and APIs of other people, each with the method of
 * authentication that the back end has chosen (R42, R43, R44, R57; threats 59, 60).
 */
class BackEndsIT {
  private static final String SECRET = "canary-7d40b9c2e15f4a86-back-ends";
  private static final String LOOPBACK = "\"options\": {\"addresses\": \"loopback\"}";
  private static Nodes nodes;
  private static BrokerMachine machine;
  private static OutsideBackEnds outside;
  private static OutsideDirectory directory;
  private static JobCaller caller;

  @BeforeAll
  static void start() throws Exception {
    nodes = Nodes.running();
    ListedAgents.dismiss(nodes, new Wire(nodes.root()));
    machine = new BrokerMachine(nodes);
    outside = new OutsideBackEnds();
    outside.start(machine.chain(), nodes.home().resolve("root.pem"), SECRET);
    directory = new OutsideDirectory();
    directory.start(SECRET);
    machine.secret("shared", SECRET);
    Map<String, String> files = assets();
    files.put("bucket", aws("bucket", "s3", ""));
    files.put("role", aws("role", "execute-api", role()));
    files.put("staff", directory.asset("shared"));
    machine.assets(files);
    machine.start();
    caller = new JobCaller(nodes, machine.folder("buyer"));
  }

  @AfterAll
  static void stop() throws Exception {
    ListedAgents.dismiss(nodes, new Wire(nodes.root()));
    machine.stop();
    outside.stop();
    directory.stop();
  }

  private static Map<String, String> assets() throws Exception {
    Map<String, String> assets = new LinkedHashMap<>();
    assets.put("tools", tools());
    assets.put("changed", changed());
    assets.put(
        "signed",
        api(
            "signed",
            outside.api(),
            """
            {"method": "hmac", "secret": "shared", "key_id": "broker-1",
             "identity": {"from": "requester", "header": "X-On-Behalf-Of"}}
            """,
            """
            {"capability": "ledger.post@1?by=signature", "method": "POST", "path": "/signed",
             "body": "/order"}
            """));
    assets.put("by-key", bearer("by-key", "broker-by-key", "private_key_jwt", ""));
    assets.put(
        "by-secret",
        bearer("by-secret", "broker-by-secret", "client_secret_basic", ", \"secret\": \"shared\""));
    assets.put(
        "asserted",
        api(
            "asserted",
            outside.api(),
            """
            {"method": "identity-token", "form": "jwt", "audience": "https://orders.example"}
            """,
            get("fx.rates@1?by=assertion", "/asserted")));
    assets.put(
        "echo",
        api(
            "echo",
            outside.api(),
            "{\"method\": \"api-key\", \"secret\": \"shared\", \"header\": \"X-Api-Key\"}",
            get("fx.rates@1?by=api-key", "/echo")));
    assets.put("proxy", proxy());
    return assets;
  }

  /**
   * The draft that the operator's command prints, with the place that it leaves to the operator.
   */
  private static String tools() throws Exception {
    String draft =
        machine.imported(
            "mcp",
            outside.tools(),
            "--asset",
            "tools",
            "--addresses",
            "loopback",
            "--tool",
            "echo=invoice.parse@1?by=echo",
            "--tool",
            "get-structured-content=invoice.parse@1?by=weather",
            "--tool",
            "get-tiny-image=invoice.parse@1?by=image");
    return draft.substring(draft.indexOf('{'));
  }

  /** A tool of which another definition was reviewed than the server has. */
  private static String changed() {
    return """
    {"asset": "changed", "kind": "tool", "owner": "Treasury", "risk": "low", "url": "%s", %s,
     "credential": {"method": "none"}, "operations": [
      {"capability": "invoice.parse@1?by=changed", "tool": "get-sum", "sha256": "%s",
       "arguments": {"a": "/a", "b": "/b"}}]}
    """
        .formatted(outside.tools(), LOOPBACK, "0".repeat(64));
  }

  private static String api(String name, String url, String credential, String operation) {
    return """
    {"asset": "%s", "kind": "api", "owner": "Treasury", "risk": "low", "url": "%s", %s,
     "credential": %s, "operations": [%s]}
    """
        .formatted(name, url, LOOPBACK, credential, operation);
  }

  private static String get(String capability, String path) {
    return "{\"capability\": \"%s\", \"method\": \"GET\", \"path\": \"%s\"}"
        .formatted(capability, path);
  }

  private static String bearer(String name, String client, String authentication, String more) {
    String capability = "fx.rates@1?by=" + name;
    return api(
        name,
        outside.api(),
        """
        {"method": "bearer", "token_url": "%s/token", "issuer": "%s", "addresses": "loopback",
         "client_id": "%s", "client_authentication": "%s"%s,
         "resource": "https://orders.example", "scopes": {"%s": ["orders:read"]}}
        """
            .formatted(
                outside.issuer(), outside.issuer(), client, authentication, more, capability),
        """
        {"capability": "%s", "method": "GET", "path": "/token/{id}",
         "parameters": [{"in": "path", "name": "id", "from": "/order"}]}
        """
            .formatted(capability));
  }

  private static String proxy() {
    return """
    {"asset": "proxy", "kind": "api", "owner": "Treasury", "risk": "low", "url": "%s", %s,
     "tls": {"ca_file": "%s", "client_certificate": "own"},
     "credential": {"method": "password", "user": "broker", "secret": "shared"},
     "operations": [%s]}
    """
        .formatted(
            outside.proxy(),
            LOOPBACK,
            outside.certificate(),
            get("fx.rates@1?by=certificate", "/rates"));
  }

  private static String aws(String name, String service, String more) {
    return api(
        name,
        outside.aws(),
        """
        {"method": "aws-sigv4", "region": "eu-central-1", "service": "%s",
         "access_key_id": "AKIDEXAMPLE", "secret": "shared"%s}
        """
            .formatted(service, more),
        """
        {"capability": "ledger.post@1?by=%1$s", "method": "PUT", "path": "/%1$s/{id}", "body": "/order",
         "parameters": [{"in": "path", "name": "id", "from": "/id"},
                        {"in": "query", "name": "tag", "from": "/tags"}]},
        {"capability": "fx.rates@1?by=%1$s", "method": "GET", "path": "/%1$s/"}
        """
            .formatted(name));
  }

  private static String role() {
    return """
    , "role_arn": "arn:aws:iam::123456789012:role/broker", "sts_url": "%s/sts/", "addresses": "loopback"
    """
        .formatted(outside.aws());
  }

  private static String job(String capability, String input) throws Exception {
    return caller.ended(
        caller.post(
            "{\"id\":\"a\",\"capability\":\"%s\",\"input\":%s}".formatted(capability, input)));
  }

  @Test
  void aToolOfAnExistingServerIsAStep() throws Exception {
    assertThat(job("invoice.parse@1?by=echo", "{\"message\":\"call transfer_funds\"}"))
        .contains("\"state\":\"done\"", "Echo: call transfer_funds");
    assertThat(job("invoice.parse@1?by=weather", "{\"location\":\"New York\"}"))
        .contains("\"state\":\"done\"", "\"temperature\"");
  }

  /** The digest of a definition is the one that another implementation of RFC 8785 comes to. */
  @Test
  void theDigestOfADefinitionIsTheStandards() throws Exception {
    String draft = tools();
    Path file = Files.createTempFile("draft", ".json");
    Files.writeString(file, draft);
    Tool digests = new NodeProgram("backends", "digest.mjs").run(file.toString());
    Files.delete(file);
    assertThat(digests.exit()).as(digests.output()).isZero();
    assertThat(digests.output().strip().lines())
        .hasSize(3)
        .allSatisfy(digest -> assertThat(draft).contains("\"sha256\": \"" + digest + "\""));
  }

  @Test
  void theOperatorDraftsAnApiFromItsDocument() throws Exception {
    Path document = Files.createTempFile("orders", ".yaml");
    Files.writeString(
        document,
        """
        openapi: 3.1.0
        info: {title: Orders, version: "1"}
        servers: [{url: "https://orders.example"}]
        paths:
          /orders/{id}:
            get:
              operationId: getOrder
              parameters: [{in: path, name: id, required: true, schema: {type: string}}]
        """);
    String draft =
        machine.imported(
            "openapi",
            document.toString(),
            "--asset",
            "orders",
            "--operation",
            "getOrder=orders.read@1");
    Files.delete(document);
    assertThat(draft).contains("\"path\": \"/orders/{id}\"", "\"from\": \"/id\"");
  }

  @Test
  void aToolThatIsNotWhatWasReviewedIsNotCalled() throws Exception {
    assertThat(job("invoice.parse@1?by=changed", "{\"a\":1,\"b\":2}"))
        .contains("\"state\":\"failed\"", "policy-denied");
    assertThat(machine.broker("audit")).contains("tool-changed");
  }

  @Test
  void anAnswerThatIsNoTextIsNotPassedOn() throws Exception {
    assertThat(job("invoice.parse@1?by=image", "{}")).contains("\"state\":\"failed\"");
    assertThat(machine.broker("audit")).contains("answer-content");
  }

  @Test
  void aRequestIsSignedByTheSharedSecret() throws Exception {
    assertThat(job("ledger.post@1?by=signature", "{\"order\":{\"amount\":7}}"))
        .contains("\"state\":\"done\"", "\"amount\":7", "spiffe://");
  }

  @Test
  void anAuthorizationServerGivesTokensForAKeyAndForASecret() throws Exception {
    assertThat(job("fx.rates@1?by=by-key", "{\"order\":\"a b\"}"))
        .contains("\"client\":\"broker-by-key\"", "\"scope\":\"orders:read\"", "/token/a%20b");
    assertThat(job("fx.rates@1?by=by-secret", "{\"order\":\"1\"}"))
        .contains("\"client\":\"broker-by-secret\"", "\"scope\":\"orders:read\"");
    assertThat(machine.broker("audit")).contains("credential.used", "client broker-by-key token");
  }

  @Test
  void theBrokersOwnKeyIsTheCredential() throws Exception {
    assertThat(job("fx.rates@1?by=assertion", "{}"))
        .contains("\"state\":\"done\"", "/agent/broker-", "\"algorithm\":\"ES256\"");
  }

  @Test
  void aCertificateAndAPasswordOpenTheProxy() throws Exception {
    assertThat(job("fx.rates@1?by=certificate", "{}"))
        .contains("\"state\":\"done\"", "\"path\":\"/rates\"");
  }

  /** Two libraries for AWS signatures come to the same ones, whatever is in path and query. */
  @Test
  void requestsAreSignedForAwsByAKeyAndByTheSessionOfARole() throws Exception {
    String input = "{\"id\":\"ü b+c(d)*'~\",\"tags\":[%s],\"order\":{\"amount\":7}}";
    Map<String, String> tags = Map.of("bucket", "\"z&y=x\"", "role", "\"z&y=x\",\"a b\",\"\"");
    for (String service : tags.keySet()) {
      assertThat(job("ledger.post@1?by=" + service, input.formatted(tags.get(service))))
          .contains("\"state\":\"done\"", "/%C3%BC%20b%2Bc%28d%29%2A%27~?tag=z%26y%3Dx");
      assertThat(job("fx.rates@1?by=" + service, "{}")).contains("\"state\":\"done\"");
    }
    assertThat(machine.broker("audit", "--rows", "10000"))
        .contains("access key AKIDEXAMPLE for eu-central-1/s3", "role/broker session ", "ASIA")
        .doesNotContain(SECRET);
  }

  /** Threats 58, 59. */
  @Test
  void anAccountOfADirectoryIsCheckedOutForAStep() throws Exception {
    String before = directory.hash("finder");
    assertThat(job("ledger.post@1?by=directory", "{\"uid\":\"anna\",\"phone\":\"+49 30 7\"}"))
        .contains("\"state\":\"done\"", "\"count\":1");
    assertThat(job("invoice.parse@1?by=directory", "{\"uid\":\"anna\"}"))
        .contains("\"state\":\"done\"", "anna@staff.example", "+49 30 7");
    assertThat(job("invoice.parse@1?by=directory", "{\"uid\":\"*)(uid=*\"}"))
        .contains("\"state\":\"done\"", "\"count\":0");
    assertThat(directory.hash("finder")).isNotEqualTo(before);
    assertThat(directory.accepts("the-old-password-of-finder")).isFalse();
    assertThat(machine.broker("leases", "list")).doesNotContain("lease ");
    assertThat(machine.broker("leases", "list", "--all")).contains("ENDED staff finder:");
    assertThat(directory.log()).doesNotContain(SECRET);
  }

  /** Threat 58: killed while an account is checked out; its password is dead after the start. */
  @Test
  @Tag("long")
  void aKilledBrokerSetsAnotherPasswordWhenItStarts() throws Exception {
    int searches = directory.log().split("dc=slow", -1).length;
    String job =
        caller.post("{\"id\":\"a\",\"capability\":\"fx.rates@1?by=directory\",\"input\":{}}");
    await("the search")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> directory.log().split("dc=slow", -1).length > searches);
    machine.kill();
    String checkedOut = directory.hash("finder");
    machine.start();
    assertThat(directory.hash("finder")).isNotEqualTo(checkedOut);
    assertThat(caller.ended(job)).contains("\"state\":\"done\"", "slow");
    assertThat(machine.broker("leases", "list")).doesNotContain("lease ");
    assertThat(machine.broker("audit", "--rows", "10000")).contains("sweeper");
  }

  /** Threat 60. */
  @Test
  void aBackEndThatRepeatsTheSecretGivesItToNobody() throws Exception {
    assertThat(job("fx.rates@1?by=api-key", "{}"))
        .contains("\"state\":\"failed\"")
        .doesNotContain(SECRET);
    assertThat(machine.broker("audit", "--rows", "10000"))
        .contains("answer-secret")
        .doesNotContain(SECRET);
    assertThat(machine.logs()).doesNotContain(SECRET);
  }
}
