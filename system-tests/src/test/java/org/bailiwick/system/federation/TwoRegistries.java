package org.bailiwick.system.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;

/** Two trust domains with a domain node each; the first one mirrors what the second one exports. */
final class TwoRegistries {
  static final String EXPORTER = "b.example";
  static final String IMPORTER = "bailiwick.example";
  static final String RATES = "fx.rates@1";

  /** The bound of the agreement. */
  static final Duration FRESHNESS = Duration.ofSeconds(45);

  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int OK = 200;

  final Nodes first;
  final Nodes second;
  private final Path folder;
  private final Wire firstWire;
  private final Wire secondWire;
  private final Path agreementHere;
  private final Path agreementThere;

  /** An answer that curl got. */
  record Curled(int status, String body) {
    JsonObject json() {
      return StrictJson.object(body);
    }
  }

  TwoRegistries(Path folder) throws IOException {
    this.folder = folder;
    first = Nodes.authorityOfTwo("federation", EXPORTER);
    second = first.further(EXPORTER);
    firstWire = new Wire(first.root());
    secondWire = new Wire(second.root());
    agreementHere = first.home().resolve("domain/registries/" + EXPORTER + ".json");
    agreementThere = second.home().resolve("domain/registries/" + IMPORTER + ".json");
    agreeThere();
    agreeHere();
    first.restartAlone("domain");
    second.restartAlone("domain");
    new Enrolment(first, firstWire).capabilities("invoice.parse@1").granted().writeTo(folder);
  }

  /** The second domain exports agents with this capability to nodes of the first one. */
  void agreeThere() throws IOException {
    Path anchors = agreementThere.resolveSibling("bailiwick-operators.pem");
    Files.createDirectories(agreementThere.getParent());
    Path ca = first.home().resolve("authority/ceremony/operator-ca.cer");
    Files.writeString(anchors, Pem.of(Pem.certificate(Files.readAllBytes(ca))));
    Path crl = agreementThere.resolveSibling("bailiwick-operators.crl");
    curl("-o", crl.toString(), first.plain("/crl/operator-ca.crl").toString());
    publish(
        agreementThere,
        """
        {"trust_domain": "%s",
         "reader": {"spiffe_ids": ["spiffe://%1$s/node/domain"], "anchors": "bailiwick-operators.pem",
          "crl": {"file": "bailiwick-operators.crl"}},
         "exports": {"capabilities": ["%s"]}}
        """
            .formatted(IMPORTER, RATES));
  }

  /** The first domain takes over what the second one exports. */
  void agreeHere() throws IOException {
    Files.createDirectories(agreementHere.getParent());
    Files.copy(
        second.home().resolve("root.pem"),
        agreementHere.resolveSibling("b-root.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    publish(
        agreementHere,
        """
        {"trust_domain": "%s", "registry": "%s", "ca_file": "b-root.pem",
         "keys": {"jwks_uri": "%s"},
         "imports": {"capabilities": ["%s"], "freshness": "%s"}}
        """
            .formatted(
                EXPORTER, second.registry(""), second.master("/oauth/jwks"), RATES, FRESHNESS));
  }

  private static void publish(Path file, String text) throws IOException {
    Path part = Files.writeString(file.resolveSibling("new.part"), text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  void endHere() throws IOException {
    Files.delete(agreementHere);
  }

  void endThere() throws IOException {
    Files.delete(agreementThere);
  }

  void stop() {
    second.stop();
    first.stop();
  }

  Wire secondWire() {
    return secondWire;
  }

  /** An agent of the second domain, which has registered. */
  TestLeaf listedThere(String... capabilities) {
    TestLeaf agent = new Enrolment(second, secondWire).capabilities(capabilities).granted();
    secondWire
        .send(
            Call.post(second.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
        .expecting(201);
    return agent;
  }

  /** A search in the first domain by an agent of it. */
  Curled search(String domain) {
    return curl(
        "--cacert",
        first.home().resolve("root.pem").toString(),
        "--cert",
        folder.resolve("chain.pem").toString(),
        "--key",
        folder.resolve("key.pem").toString(),
        "-H",
        "Content-Type: application/json",
        "--data-binary",
        "{\"capabilities\":[{\"name\":\"fx.rates\"}],\"page_size\":50,\"domains\":[\"%s\"]}"
            .formatted(domain),
        first.registry("/v1/discovery").toString());
  }

  /** The record of an agent in the first domain, as an agent of it reads it. */
  Curled read(String identifier) {
    return asAgent("/v1/agents/" + identifier.substring("urn:uuid:".length()));
  }

  /** Which agent the identifier names in the first domain, as an agent of it is told. */
  Curled named(String identifier) {
    return asAgent("/v1/identifiers?of=" + URLEncoder.encode(identifier, StandardCharsets.UTF_8));
  }

  private Curled asAgent(String path) {
    return curl(
        "--cacert",
        first.home().resolve("root.pem").toString(),
        "--cert",
        folder.resolve("chain.pem").toString(),
        "--key",
        folder.resolve("key.pem").toString(),
        first.registry(path).toString());
  }

  /** A page of the second domain's export, as the first one's node gets it. */
  Curled export(String query) {
    Path tls = first.home().resolve("domain/tls");
    return curl(
        "--cacert",
        second.home().resolve("root.pem").toString(),
        "--cert",
        tls.resolve("client.pem").toString(),
        "--key",
        tls.resolve("client.key").toString(),
        second.registry("/v1/exports" + query).toString());
  }

  Curled curl(String... arguments) {
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "-w", "\n%{http_code}"));
    line.addAll(List.of(arguments));
    Tool run = Tool.run(line.toArray(String[]::new));
    assertThat(run.exit()).as(run.output()).isZero();
    int end = run.output().lastIndexOf('\n');
    return new Curled(
        Integer.parseInt(run.output().substring(end + 1).strip()), run.output().substring(0, end));
  }

  /** The hits of a search in the second domain's agents by their names. */
  List<JsonObject> hits() {
    Curled answer = search(EXPORTER);
    assertThat(answer.status()).as(answer.body()).isEqualTo(OK);
    return answer.json().getJsonArray("agents").getValuesAs(JsonObject.class);
  }

  boolean finds(TestLeaf agent) {
    return hits().stream().anyMatch(hit -> hit.getString("agent").equals(agent.id().toString()));
  }

  void awaitFound(TestLeaf agent) {
    await(agent.id() + " is found")
        .atMost(PATIENCE)
        .until(() -> search(EXPORTER).status() == OK && finds(agent));
  }

  /** The state of the second domain's mirror, as an operator of the first one sees it. */
  JsonObject mirror(int exit) {
    String printed =
        OperatorCommand.run(first, exit, "registry", "partners", "--as", "auditor-1", "--json");
    return printed
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(StrictJson::object)
        .filter(row -> row.getString("domain").equals(EXPORTER))
        .findFirst()
        .orElseThrow(() -> new AssertionError(printed));
  }

  URI keysThere() {
    return second.master("/oauth/jwks");
  }
}
