package org.bailiwick.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NginxServer;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Identifiers of other schemes (R26): npm's JOSE library and resolvers of DIDs prove them, nginx
 * serves their documents, openssl is the CA of ANS names, and the officer is {@code ./bailiwick}.
 */
class IdentifiersIT {
  private static final String ANS = "ans://v1.0.0.rates.example";
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String NGINX =
      """
      listen %s ssl;
      ssl_certificate %2$s/tls.pem;
      ssl_certificate_key %2$s/tls.key;
      root www;
      location /moved/ { return 302 https://169.254.169.254/; }
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final String host = nodes.address("receiver").substring("https://".length());
  private final String web = "did:web:" + host.replace(":", "%3A") + ":rates";
  private NginxServer nginx;
  private TestLeaf rates;
  private TestLeaf planner;
  private String id;

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    rates = enrolled("rates", "fx.rates@1");
    planner = enrolled("planner", "ledger.post@1");
    id = register(rates);
    register(planner);
    startNginx();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (nginx != null) {
      nginx.stop();
    }
    ListedAgents.dismiss(nodes, wire);
  }

  private TestLeaf enrolled(String name, String capability) throws IOException {
    TestLeaf leaf = new Enrolment(nodes, wire).capabilities(capability).granted();
    leaf.writeTo(Files.createDirectories(folder.resolve(name)));
    return leaf;
  }

  private String register(TestLeaf leaf) {
    return wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(leaf).build().toString()).as(leaf))
        .expecting(201)
        .text("id");
  }

  private void startNginx() throws IOException {
    Path place = Files.createDirectories(folder.resolve("nginx"));
    document(
        "rates/did.json", "{\"id\":\"%s\",\"alsoKnownAs\":[\"%s\"]}".formatted(web, rates.id()));
    document("other/did.json", "{\"id\":\"%s\",\"alsoKnownAs\":[]}".formatted(web));
    document("huge/did.json", "{\"id\":\"" + "x".repeat(100_000) + "\"}");
    nginx =
        NginxServer.start(
            place,
            NGINX.formatted(
                host.replace("localhost", "127.0.0.1"), nodes.outside().resolve("partner")));
    await("nginx")
        .atMost(SOON)
        .until(() -> Tool.run("curl", "-sk", nodes.address("receiver")).exit() == 0);
  }

  private void document(String path, String text) throws IOException {
    Path file = folder.resolve("nginx/www").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void anAgentProvesItsIdentifiersAndOthersFindItByEach() throws IOException {
    Map<String, JsonObject> steps = proofs();
    assertThat(steps.get("resolved").getInt("keys")).isPositive();
    String key = steps.get("key").getString("identifier");
    assertThat(steps.get("resolved").getString("id")).isEqualTo(key);
    assertThat(steps.get("again").getString("type")).endsWith(":nonce-invalid");
    assertThat(steps.get("forged").getInt("status")).isEqualTo(400);
    assertThat(steps.get("web-resolved").getString("id")).isEqualTo(web);
    for (String step : List.of("key", "web", "ans")) {
      assertThat(steps.get(step).getInt("status")).as(steps.get(step).toString()).isEqualTo(200);
    }
    for (String each : List.of(key, web, ANS, ANS.replace("rates", "RATES"), id)) {
      JsonObject found = StrictJson.object(find(each, "planner").output());
      assertThat(found.getString("id")).isEqualTo(id);
      assertThat(
              found.getJsonArray("identifiers").getValuesAs(JsonObject.class).stream()
                  .map(one -> one.getString("shown") + " " + one.getString("identifier")))
          .containsExactlyInAnyOrder(
              "signed " + rates.id(),
              "assigned " + id,
              "proved " + key,
              "proved " + web,
              "proved " + ANS);
    }
    assertThat(
            Component.ARS.column(
                nodes, "select resource from audit_entry where event = 'identifier.proved'"))
        .contains(id);
    anAgentsCommand();
    officersChangeThem(key);
    hostileIdentifiers();
    withdrawn(key);
  }

  private Map<String, JsonObject> proofs() {
    Path agent = folder.resolve("rates");
    ansCertificate();
    Tool run =
        new NodeProgram("did", "identifiers.mjs")
            .trusting(nodes.outside().resolve("partner/tls-root.pem"))
            .run(
                nodes.registry("").toString(),
                nodes.home().resolve("root.pem").toString(),
                agent.resolve("chain.pem").toString(),
                agent.resolve("key.pem").toString(),
                uuid(),
                web,
                ANS,
                folder.resolve("ans.pem").toString(),
                folder.resolve("ans.key").toString());
    assertThat(run.exit()).as(run.output()).isZero();
    return run.output()
        .lines()
        .filter(line -> line.startsWith("{\"step"))
        .map(StrictJson::object)
        .collect(Collectors.toMap(step -> step.getString("step"), step -> step));
  }

  /** The identity certificate of the ANS name, by openssl. */
  private void ansCertificate() {
    String partner = nodes.outside().resolve("partner").toString();
    AgentFolder.openssl(
        ("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=rates -keyout "
                + folder.resolve("ans.key")
                + " -x509 -days 2 -CA "
                + partner
                + "/tls-root.pem -CAkey "
                + partner
                + "/tls-root.key -addext subjectAltName=URI:"
                + ANS
                + " -addext extendedKeyUsage=clientAuth -addext basicConstraints=CA:FALSE"
                + " -addext keyUsage=digitalSignature -out "
                + folder.resolve("ans.pem"))
            .split(" "));
  }

  private String uuid() {
    return id.substring("urn:uuid:".length());
  }

  private Tool curl(String as, String... more) {
    Path agent = folder.resolve(as);
    return Tool.run(
        Stream.concat(
                Stream.of(
                    "curl",
                    "-s",
                    "--max-time",
                    "30",
                    "--cacert",
                    nodes.home().resolve("root.pem").toString(),
                    "--cert",
                    agent.resolve("chain.pem").toString(),
                    "--key",
                    agent.resolve("key.pem").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private Tool find(String identifier, String as) {
    return curl(as, identifiers(identifier).toString());
  }

  private URI identifiers(String of) {
    return nodes.registry("/v1/identifiers?of=" + URLEncoder.encode(of, StandardCharsets.UTF_8));
  }

  /** The planner's own key as an identifier. */
  private void anAgentsCommand() {
    String at = folder.resolve("planner").toString();
    String proved =
        OperatorCommand.run(
            nodes, 0, "agent", "identifier", "--folder", at, "--key", at + "/key.pem", "did:key");
    String did = proved.substring(proved.indexOf("did:key:z")).strip();
    assertThat(find(did, "rates").output()).contains(planner.id().toString(), "\"proved\"");
    assertThat(
            OperatorCommand.run(nodes, 0, "agent", "identifier", "--folder", at, "--remove", did))
        .contains("no longer " + did);
    assertThat(find(did, "rates").output()).contains(":agent-unknown");
  }

  private void officersChangeThem(String key) {
    String other = "dns:rates.example";
    assertThat(OperatorCommand.run(nodes, 0, "registry", "identifier-add", id, other))
        .contains("\"configured\"", other);
    assertThat(OperatorCommand.run(nodes, 0, "registry", "identifiers", other))
        .contains(rates.id().toString(), key);
    assertThat(
            OperatorCommand.run(
                nodes, 1, "registry", "identifier-add", planner.id().toString(), other))
        .contains("belongs to another agent");
    assertThat(OperatorCommand.run(nodes, 0, "registry", "identifier-remove", other))
        .contains("names no agent");
    assertThat(find(other, "planner").output()).contains(":agent-unknown");
    assertThat(OperatorCommand.run(nodes, 1, "registry", "identifier-add", id, "ans://nothing"))
        .contains("ANS name");
    String foreign = "spiffe://elsewhere.example/agent/x";
    assertThat(find(foreign, "planner").output()).contains(":agent-unknown");
  }

  private void hostileIdentifiers() throws IOException {
    String did = web.substring(0, web.lastIndexOf(':'));
    for (String hostile :
        List.of(
            "did:web:127.0.0.1",
            "https://[::ffff:127.0.0.1]/",
            "https://u@rates.example/",
            "ans://v1.0.0.rates.example.",
            "did:web:rates.example%2F..%2F",
            "dns:b\u0430nk.example")) {
      assertThat(prove(hostile)).as(hostile).contains(":malformed-request");
    }
    long asked = asked();
    for (String inside : List.of("did:web:localhost", "dns:localhost", "https://localhost/card")) {
      assertThat(prove(inside)).as(inside).contains(":dependency-unavailable");
    }
    assertThat(asked()).isEqualTo(asked);
    for (String document : List.of(":moved", ":huge", ":none")) {
      assertThat(prove(did + document)).as(document).contains(":dependency-unavailable");
    }
    assertThat(prove(did + ":other")).contains(":proof-of-possession-failed");
    assertThat(prove(ANS)).contains(":malformed-request");
  }

  /** The number of requests that nginx got. */
  private long asked() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("nginx/access.log"))) {
      return lines.count();
    }
  }

  /** By the other agent, once its last proof is long enough ago. */
  private String prove(String identifier) {
    String planned =
        StrictJson.object(find(planner.id().toString(), "planner").output()).getString("id");
    URI proofs =
        nodes.registry("/v1/agents/" + planned.substring("urn:uuid:".length()) + "/identifiers");
    String[] answer = {""};
    await("a proof is checked")
        .atMost(SOON)
        .until(
            () -> {
              answer[0] =
                  curl(
                          "planner",
                          "--json",
                          "{\"identifier\":\"" + identifier + "\"}",
                          proofs.toString())
                      .output();
              return !answer[0].contains(":too-many-requests");
            });
    return answer[0];
  }

  private void withdrawn(String key) {
    assertThat(find(web, "planner").output()).contains(id);
    wire.send(Call.delete(nodes.registry("/v1/agents/" + uuid())).as(rates)).expecting(204);
    for (String each : List.of(key, web, ANS)) {
      assertThat(find(each, "planner").output()).contains(":agent-unknown");
    }
    assertThat(Component.ARS.column(nodes, "select identifier from agent_identifier")).isEmpty();
  }
}
