package org.bailiwick.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.client.work.AgentRuntime;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests all four agents on real sockets; token service and registry give scripted answers. */
class DemoAgentsTest {
  private static final String NODE = "spiffe://bailiwick.example/node/domain";
  private static final TestCa CA = TestCa.withoutRevocation("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final TestLeaf MASTER = CA.node("domain");
  private static final TestTokens TOKENS = new TestTokens("key-1", "bailiwick.example");

  @TempDir Path home;
  private ScriptedNode node;
  private URI receiptWriter;

  @BeforeEach
  void start() throws IOException {
    receiptWriter = freeLocator();
    node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
    node.on("/oauth/jwks", call -> Reply.json(200, TOKENS.jwks()));
    node.on("/oauth/token", DemoAgentsTest::narrower);
    node.on(
        "/ars/v1/discovery", call -> Reply.json(200, "{\"agents\":[" + receiptWriterView() + "]}"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static Reply narrower(Call call) {
    Map<String, String> form = call.form();
    var claims = TOKENS.claims(form.get("scope"), call.peer().orElseThrow().toString());
    claims.setClaim("rctx", Map.of("step", "booking", "callee", form.get("resource")));
    return Reply.json(200, "{\"access_token\":\"" + TOKENS.sign(claims) + "\"}");
  }

  private JsonObject receiptWriterView() {
    return Json.createObjectBuilder()
        .add("id", "urn:uuid:019a0000-0000-7000-8000-000000000001")
        .add("agent", "spiffe://bailiwick.example/agent/receipt-writer")
        .add("owner", "Finance Department")
        .add("capabilities", Json.createArrayBuilder().add("receipt.write@1"))
        .add("locator", receiptWriter.toString())
        .add("expires_at", "2026-11-26T00:00:00Z")
        .add("state", "listed")
        .build();
  }

  private static URI freeLocator() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("https://127.0.0.1:" + socket.getLocalPort() + "/work");
    }
  }

  private AgentRuntime agent(String name, String capability, URI locator) throws IOException {
    AgentInformation usual = CA.information(capability);
    AgentInformation placed =
        new AgentInformation(
            usual.owner(),
            usual.capabilities(),
            new Locator(locator),
            usual.validationMethods(),
            usual.principal(),
            usual.attestation());
    Path folder = home.resolve(name);
    if (!Files.exists(folder)) {
      CA.agent(name, placed).writeTo(folder);
    }
    Properties properties = new Properties();
    properties.setProperty("folder", folder.toString());
    properties.setProperty("master.url", node.uri().toString());
    properties.setProperty("registry.url", node.uri() + "/ars");
    properties.setProperty("database", folder.resolve("books").toString());
    return DemoAgent.start(name, new AgentProperties(properties, TRUSTED));
  }

  private static JsonObject call(URI agent, String scope, String key, JsonObjectBuilder body) {
    String token = TOKENS.sign(TOKENS.claims(scope, NODE));
    try (JsonEndpoint endpoint =
        new JsonEndpoint(agent, MASTER.tls(TRUSTED.trust(id -> id.isAgent())))) {
      Map<String, String> headers = Map.of("Txn-Token", token, "Idempotency-Key", key);
      return endpoint.post(agent.toString(), body.build(), headers).body().getJsonObject("output");
    }
  }

  private static JsonObjectBuilder order(String capability) {
    return Json.createObjectBuilder().add("capability", capability);
  }

  private static JsonObject text(String name, String text) {
    return Json.createObjectBuilder().add(name, text).build();
  }

  private JsonObject results() throws IOException {
    String csv =
        """
        number,date,customer,currency,net,vat
        A,2026-01-31,c,EUR,10.00,1.90
        B,2026-01-31,c,USD,100.00,19.00
        """;
    URI reader = freeLocator();
    URI finder = freeLocator();
    try (AgentRuntime one = agent("invoice-reader", "invoice.parse@1", reader);
        AgentRuntime two = agent("rate-finder", "fx.rates@1", finder)) {
      assertThat(List.of(one.address().getPort(), two.address().getPort()))
          .containsExactly(reader.getPort(), finder.getPort());
      return Json.createObjectBuilder()
          .add(
              "invoices",
              call(
                  reader,
                  "invoice.parse@1",
                  "job-1/i",
                  order("invoice.parse@1").add("input", text("csv", csv))))
          .add(
              "rates",
              call(
                  finder,
                  "fx.rates@1",
                  "job-1/r",
                  order("fx.rates@1")
                      .add("input", text("table", "currency,per_eur\nEUR,1\nUSD,1.0842\n"))))
          .build();
    }
  }

  @Test
  void booksAndHasAReceiptWrittenByAnotherAgentOnce() throws IOException {
    JsonObject results = results();
    URI writer = freeLocator();
    String scope = "ledger.post@1 receipt.write@1";
    JsonObjectBuilder order = order("ledger.post@1").add("results", results);
    JsonObject body = order.build();
    JsonObject first;
    try (AgentRuntime receipts = agent("receipt-writer", "receipt.write@1", receiptWriter);
        AgentRuntime ledger = agent("ledger-writer", "ledger.post@1", writer)) {
      assertThat(receipts.address().getPort()).isEqualTo(receiptWriter.getPort());
      assertThat(ledger.address().getPort()).isEqualTo(writer.getPort());
      first = call(writer, scope, "job-1/booking", Json.createObjectBuilder(body));
    }
    assertThat(first.getString("receipt")).isEqualTo("R-000001");
    assertThat(first.getString("eur_total")).isEqualTo("121.66");
    assertThat(first.getJsonObject("totals").getJsonObject("USD").toString())
        .isEqualTo(
            "{\"lines\":1,\"net\":\"100.00\",\"vat\":\"19.00\",\"gross\":\"119.00\",\"eur\":\"109.76\"}");
    Call exchange =
        node.calls().stream()
            .filter(c -> c.path().equals("/oauth/token"))
            .findFirst()
            .orElseThrow();
    assertThat(exchange.form())
        .containsEntry("scope", "receipt.write@1")
        .containsEntry("resource", "spiffe://bailiwick.example/agent/receipt-writer");
    try (AgentRuntime restarted = agent("ledger-writer", "ledger.post@1", writer)) {
      assertThat(restarted.address().getPort()).isEqualTo(writer.getPort());
      assertThat(call(writer, scope, "job-1/booking", Json.createObjectBuilder(body)))
          .isEqualTo(first);
    }
  }

  @Test
  void goesOnAfterTheReceiptWriterWasDown() throws IOException {
    JsonObject results = results();
    URI writer = freeLocator();
    String scope = "ledger.post@1 receipt.write@1";
    JsonObject body = order("ledger.post@1").add("results", results).build();
    try (AgentRuntime ledger = agent("ledger-writer", "ledger.post@1", writer)) {
      assertThat(ledger.address().getPort()).isEqualTo(writer.getPort());
      assertThatThrownBy(() -> call(writer, scope, "job-1/booking", Json.createObjectBuilder(body)))
          .hasMessageContaining("No answer from");
      try (AgentRuntime receipts = agent("receipt-writer", "receipt.write@1", receiptWriter)) {
        assertThat(receipts.address().getPort()).isEqualTo(receiptWriter.getPort());
        JsonObject output = call(writer, scope, "job-1/booking", Json.createObjectBuilder(body));
        assertThat(output.getString("receipt")).isEqualTo("R-000001");
        BookingStore book =
            new BookingStore(Database.open(home.resolve("ledger-writer/books")), Clock.systemUTC());
        Booking any = Booking.of(JsonObject.EMPTY_JSON_OBJECT, JsonObject.EMPTY_JSON_OBJECT);
        assertThat(book.book("job-1/booking", any)).isEqualTo(output.getString("booking"));
      }
    }
  }
}
