package org.bailiwick.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.hsm.SoftHsm;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole broker, whose database server is away. */
class BrokerTest {
  private static final String DOMAIN = "bailiwick.example";
  private static final String SELF = "spiffe://bailiwick.example/agent/broker";
  private static final TestCa CA = TestCa.withoutRevocation(DOMAIN);
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final TestLeaf MASTER = CA.node("domain");
  private static final TestTokens TOKENS = new TestTokens("key-1", DOMAIN);

  @TempDir private Path folder;
  private final List<String> log = new ArrayList<>();
  private ScriptedNode master;

  @BeforeEach
  void prepare() throws Exception {
    master = ScriptedNode.overTls(CA.nodeServer("domain").tls(TRUSTED.trust(id -> true)));
    master.on("/oauth/jwks", call -> ScriptedNode.Reply.json(200, TOKENS.jwks()));
    Files.createDirectories(folder.resolve("assets"));
    Files.writeString(
        folder.resolve("assets/orders-db.json"),
        """
        {"asset": "orders-db", "kind": "database", "owner": "Sales", "risk": "high",
         "url": "postgresql://127.0.0.1:1/orders", "tls": {"mode": "none"},
         "credential": {"method": "postgresql-role", "user": "broker", "secret": "admin"},
         "operations": [{"capability": "orders.count@1", "access": "read", "roles": ["orders_reader"],
           "statement": "select count(*) from orders", "parameters": []}]}
        """);
    BrokerRig.migrate("jdbc:h2:file:" + folder.resolve("broker"));
  }

  @AfterEach
  void stop() {
    master.close();
  }

  private Path settings(String... more) throws IOException {
    SoftHsm.Token token = SoftHsm.freshToken();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "master.url=" + master.uri(),
                "listen=127.0.0.1:0",
                "health.listen=127.0.0.1:0",
                "assets=assets",
                "database.url=jdbc:h2:file:" + folder.resolve("broker"),
                "hsm.configuration=" + token.configuration(),
                "hsm.pin-file=" + token.pinFile()));
    lines.addAll(List.of(more));
    return Files.write(folder.resolve("broker.properties"), lines);
  }

  private Broker broker(String... capabilities) throws Exception {
    CA.agent("broker", capabilities).writeTo(folder.resolve("agent"));
    BrokerIdentity identity =
        new BrokerIdentity(CredentialFolder.at(folder.resolve("agent")), TRUSTED);
    return Broker.start(BrokerSettings.read(settings()), identity, log::add);
  }

  private static JsonObject call(Broker broker, String callee) {
    JwtClaims claims = TOKENS.claims("orders.count@1", MASTER.id().toString());
    claims.setClaim("rctx", Map.of("step", "a", "callee", callee));
    URI work = URI.create("https://127.0.0.1:" + broker.address().getPort() + "/work");
    JsonObject order =
        Json.createObjectBuilder()
            .add("capability", "orders.count@1")
            .add("input", Json.createObjectBuilder())
            .build();
    try (JsonEndpoint endpoint =
        new JsonEndpoint(work, MASTER.tls(TRUSTED.trust(id -> id.toString().equals(SELF))))) {
      return endpoint
          .post(
              work.toString(),
              order,
              Map.of("Txn-Token", TOKENS.sign(claims), "Idempotency-Key", "job-1/a"))
          .body();
    }
  }

  @Test
  void answersWithAReasonWhileItHasNoSecret() throws Exception {
    try (Broker broker = broker("orders.count@1")) {
      assertThatThrownBy(() -> call(broker, SELF))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
                assertThat(e.detail()).contains("secret that the work needs");
              });
      assertThat(log).anyMatch(line -> line.contains("check=secret-missing"));
    }
  }

  @Test
  void refusesATokenForAnotherAgent() throws Exception {
    try (Broker broker = broker("orders.count@1")) {
      assertThatThrownBy(() -> call(broker, "spiffe://bailiwick.example/agent/other"))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.type()).isEqualTo(ProblemType.ACCESS_TOKEN_INVALID));
    }
    try (BrokerStore store =
        BrokerStore.open(
            BrokerSettings.read(folder.resolve("broker.properties")).database(),
            Clock.systemUTC())) {
      assertThat(store.lastRows(1)).singleElement().asString().contains("txn-token-callee");
    }
  }

  @Test
  void refusalsAreCountedAndDoNotFillTheAuditLog() throws Exception {
    BrokerRig rig = new BrokerRig();
    BrokerStore store = rig.store();
    Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
    RefusedCallers refused = new RefusedCallers(store, log::add, clock);
    for (int i = 0; i < 50; i++) {
      refused.refused(
          "refused=access-token-invalid check=txn-token-invalid request=r", Optional.empty());
      refused.refused("refused=dependency-unavailable check=x request=r", Optional.empty());
    }
    assertThat(log).hasSize(100);
    assertThat(store.lastRows(100)).hasSize(1);
  }

  @Test
  void doesNotStartIfItsCredentialDoesNotListACapability() {
    assertThatThrownBy(() -> broker("orders.other@1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("orders.count@1");
  }

  @Test
  void settingsThatAreWrongAreNamedAllAtOnce() throws Exception {
    Path file =
        settings(
            "listen=7000",
            "master.url=http://x",
            "colour=red",
            "keep=PT1H",
            "health.listen=192.0.2.1:80");
    assertThatThrownBy(() -> BrokerSettings.read(file))
        .hasMessageContaining("listen")
        .hasMessageContaining("master.url is not an https URL")
        .hasMessageContaining("colour is not known")
        .hasMessageContaining("keep")
        .hasMessageContaining("health.listen is not an address of the loopback interface");
  }

  private static String read(Broker broker, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + broker.healthPort().orElseThrow() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static String whenUp(Broker broker) throws Exception {
    String answer = read(broker, "/health");
    for (int i = 0; i < 100 && !answer.contains("{\"status\":\"UP\""); i++) {
      Thread.sleep(100);
      answer = read(broker, "/health");
    }
    return answer;
  }

  @Test
  void tellsItsHealthAndWhatItCounts() throws Exception {
    try (Broker broker = broker("orders.count@1")) {
      assertThat(whenUp(broker))
          .startsWith("{\"status\":\"UP\"")
          .contains(
              "\"name\":\"hsm\"",
              "\"name\":\"database\"",
              "\"name\":\"records\"",
              "\"state\":\"by the operator\"",
              "{\"orders-db\":\"unused\"}");
      assertThatThrownBy(() -> call(broker, SELF)).isInstanceOf(ProblemException.class);
      assertThat(read(broker, "/health")).contains("{\"orders-db\":\"secret-missing at ");
      assertThat(read(broker, "/metrics"))
          .contains(
              "broker_calls_total{asset=\"orders-db\",capability=\"orders.count@1\",outcome=\"unavailable\"} 1",
              "broker_call_seconds_count{asset=\"orders-db\"} 1",
              "broker_refusals_total{check=\"secret-missing\"} 1",
              "broker_records_complete 1",
              "broker_sole 1")
          .containsPattern("broker_credential_left_seconds [1-9][0-9]*\n")
          .doesNotContain("job-1", "alice");
    }
  }

  @Test
  void acceptsNoOrderOnADatabaseThatWasRewritten() throws Exception {
    try (Broker broker = broker("orders.count@1")) {
      assertThatThrownBy(() -> call(broker, "spiffe://bailiwick.example/agent/other"))
          .isInstanceOf(ProblemException.class);
    }
    try (Connection owner =
            DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("broker"));
        Statement statement = owner.createStatement()) {
      assertThat(statement.executeUpdate("update audit_entry set subject = 'x' where seq = 2"))
          .isEqualTo(1);
    }
    try (Broker broker = again()) {
      assertThatThrownBy(() -> call(broker, SELF))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
                assertThat(e.detail()).contains("records-incomplete");
              });
      assertThat(read(broker, "/health/ready"))
          .startsWith("{\"status\":\"DOWN\"")
          .contains("row 2 of the audit log differs from what was written");
      assertThat(read(broker, "/health/live")).startsWith("{\"status\":\"UP\"");
      assertThat(log).anyMatch(line -> line.startsWith("records complete=false"));
    }
  }

  /** The same broker with the token of before. */
  private Broker again() throws Exception {
    return Broker.start(
        BrokerSettings.read(folder.resolve("broker.properties")),
        new BrokerIdentity(CredentialFolder.at(folder.resolve("agent")), TRUSTED),
        log::add);
  }
}
