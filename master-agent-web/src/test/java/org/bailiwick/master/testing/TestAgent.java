package org.bailiwick.master.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.ownerrights.Responsibility;
import org.bailiwick.node.testing.TestServer;

/** An agent as an HTTPS server that records the requests which it gets. */
public final class TestAgent implements AutoCloseable {

  /** The content of a call. */
  public record Order(String idempotencyKey, String token, String requestId, JsonObject body) {}

  /** A question for the state of accepted work. */
  public record Poll(String path, String idempotencyKey, String token) {}

  /** A withdrawal of accepted work. */
  public record Withdrawal(String path, String idempotencyKey, Optional<String> token) {}

  public final TestLeaf leaf;
  private final List<Order> orders = new CopyOnWriteArrayList<>();
  private final List<Poll> polls = new CopyOnWriteArrayList<>();
  private final List<Withdrawal> withdrawals = new CopyOnWriteArrayList<>();
  private final TestServer server;
  private final List<String> capabilities;
  private volatile HttpHandler work = exchange -> output(exchange, "{\"output\":1}");
  private volatile HttpHandler status = exchange -> output(exchange, "{\"output\":1}");
  private volatile HttpHandler withdrawing = exchange -> status(exchange, 204);
  private volatile boolean unread;

  public TestAgent(TestCa ca, String name, String... capabilities) {
    this.leaf = ca.agent(name, capabilities);
    this.capabilities = List.of(capabilities);
    this.server =
        TestServer.secured(
                leaf.tls(
                    new SpiffeTrustManager(() -> Set.of(ca.root(), ca.operatorCa()), id -> true)))
            .on("/work", this::order);
  }

  private void order(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      polls.add(
          new Poll(
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst("Idempotency-Key"),
              exchange.getRequestHeaders().getFirst("Txn-Token")));
      status.handle(exchange);
      return;
    }
    if (exchange.getRequestMethod().equals("DELETE")) {
      withdrawals.add(
          new Withdrawal(
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst("Idempotency-Key"),
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Txn-Token"))));
      withdrawing.handle(exchange);
      return;
    }
    if (unread) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      work.handle(exchange);
      return;
    }
    try (var reader = Json.createReader(exchange.getRequestBody())) {
      orders.add(
          new Order(
              exchange.getRequestHeaders().getFirst("Idempotency-Key"),
              exchange.getRequestHeaders().getFirst("Txn-Token"),
              exchange.getRequestHeaders().getFirst("X-Request-ID"),
              reader.readObject()));
    }
    work.handle(exchange);
  }

  /** Sets the agent's behaviour for the next requests. */
  public TestAgent does(HttpHandler handler) {
    work = handler;
    return this;
  }

  /** Sets the answer to questions for the state of accepted work. */
  public TestAgent tells(HttpHandler handler) {
    status = handler;
    return this;
  }

  /** Sets the answer to withdrawals of accepted work. */
  public TestAgent withdraws(HttpHandler handler) {
    withdrawing = handler;
    return this;
  }

  /** Sets the agent's behaviour; requests are neither kept nor understood from now on. */
  public TestAgent worksUnread(HttpHandler handler) {
    unread = true;
    return does(handler);
  }

  /** Answers with this status and no body. */
  public static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  public static void output(HttpExchange exchange, String json) throws IOException {
    TestServer.answer(exchange, 200, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Accepts the work. */
  public static void accepted(HttpExchange exchange, String location, String state)
      throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    String json = "{\"state\":\"%s\"}".formatted(state);
    TestServer.answer(exchange, 202, json.getBytes(StandardCharsets.UTF_8));
  }

  public static void problem(HttpExchange exchange, int status, String slug) throws IOException {
    String json =
        "{\"type\":\"urn:bailiwick:problem:%s\",\"title\":\"t\",\"status\":%d,\"detail\":\"why\"}"
            .formatted(slug, status);
    exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
    TestServer.answer(exchange, status, json.getBytes(StandardCharsets.UTF_8));
  }

  public List<Order> orders() {
    return orders;
  }

  public List<Poll> polls() {
    return polls;
  }

  public List<Withdrawal> withdrawals() {
    return withdrawals;
  }

  /** The agent as the registry lists it. */
  public KnownAgent listed() {
    return new KnownAgent(
        "urn:uuid:0190a000-0000-7000-8000-000000000001",
        AgentId.of(leaf.id()),
        CapabilitySet.parse(capabilities),
        Locator.parse(server.at("/work").toString()),
        serial(),
        leaf.certificate().getNotAfter().toInstant(),
        "listed",
        Optional.of(Responsibility.of(AgentCredential.read(leaf.certificate()).information())));
  }

  /** Makes these agents the only ones in the inventory. */
  public static void list(MasterRig rig, TestAgent... agents) {
    TestInventory.list(rig.inventory, Stream.of(agents).map(TestAgent::listed).toList());
  }

  public SerialNumber serial() {
    return new SerialNumber(leaf.certificate().getSerialNumber());
  }

  @Override
  public void close() {
    server.close();
  }
}
