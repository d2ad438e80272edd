package org.bailiwick.system.domainnodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;

/**
 * An agent in this process, which adds the number of its input and the sums of the steps before. It
 * takes a moment over its work, so that nodes end while they wait for it.
 */
final class CountingAgent implements AutoCloseable {
  private static final int SHORTEST_MILLIS = 100;
  private static final int LONGEST_MILLIS = 600;
  private static final int BACKLOG = 64;
  private static final int LONGEST_HOLD_SECONDS = 300;

  private final TestLeaf credential;
  private final Books books;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch gate;
  private volatile Optional<String> token = Optional.empty();

  private CountingAgent(TestLeaf credential, Books books, HttpsServer server, int closed) {
    this.credential = credential;
    this.books = books;
    this.server = server;
    this.gate = new CountDownLatch(closed);
  }

  /** Enrols, listens and registers. */
  static CountingAgent listed(DomainNodes domain, Books books, String capability) {
    return listed(domain, books, capability, 0);
  }

  /** The same; it answers nobody before {@link #release}. */
  static CountingAgent holding(DomainNodes domain, Books books, String capability) {
    return listed(domain, books, capability, 1);
  }

  private static CountingAgent listed(
      DomainNodes domain, Books books, String capability, int closed) {
    int port = Nodes.freePort();
    TestLeaf credential = enrolled(domain, capability, port);
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback, port), BACKLOG);
      CountingAgent agent = new CountingAgent(credential, books, server, closed);
      server.setHttpsConfigurator(new OfNodes(credential.tls(trust(domain))));
      server.createContext("/work", agent::serve);
      server.setExecutor(agent.threads);
      server.start();
      register(domain, credential);
      return agent;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The CA of nodes' own certificates, with which they call. */
  private static TrustManager trust(DomainNodes domain) {
    Path file = domain.nodes().home().resolve("authority/ceremony/operator-ca.cer");
    try {
      X509Certificate nodes = Pem.certificate(Files.readAllBytes(file));
      return new SpiffeTrustManager(() -> Set.of(nodes), SpiffeId::isNode);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new agent's credential. */
  static TestLeaf enrolled(DomainNodes domain, String capability, int port) {
    Enrolment enrolment = new Enrolment(domain.nodes(), domain.wire()).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    return enrolment.granted();
  }

  /** Through the proxy; a node that has just started may not be known to it. */
  static void register(DomainNodes domain, TestLeaf credential) {
    Call claim =
        Call.post(domain.nodes().registry("/v1/agents"), Claim.of(credential).build().toString())
            .as(credential);
    Answer answer = Refusals.none().persistently(() -> domain.wire().send(claim));
    // A repetition after a lost answer finds the record.
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  /** Its SPIFFE id. */
  String id() {
    return credential.id().toString();
  }

  String serial() {
    return AgentCredential.read(credential.certificate()).serial().hex();
  }

  TestLeaf credential() {
    return credential;
  }

  /** The Txn-Token of the last call. */
  Optional<String> token() {
    return token;
  }

  void release() {
    gate.countDown();
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      token = Optional.of(exchange.getRequestHeaders().getFirst("Txn-Token"));
      books.enter(id(), exchange.getRequestHeaders().getFirst("Idempotency-Key"));
      String sum = "{\"output\":{\"sum\":" + sum(exchange) + "}}";
      work();
      byte[] body = sum.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static int sum(HttpExchange exchange) {
    try (JsonReader reader = Json.createReader(exchange.getRequestBody())) {
      JsonObject order = reader.readObject();
      int sum = order.getJsonObject("input").getInt("n");
      for (JsonValue result : order.getJsonObject("results").values()) {
        sum += result.asJsonObject().getInt("sum");
      }
      return sum;
    }
  }

  private void work() {
    try {
      gate.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
      Thread.sleep(ThreadLocalRandom.current().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The sum of a step of a job, as its owner reads it. */
  static int sum(Answer job, String step) {
    return job.json().getJsonArray("steps").getValuesAs(JsonObject.class).stream()
        .filter(one -> one.getString("id").equals(step))
        .findFirst()
        .orElseThrow()
        .getJsonObject("output")
        .getInt("sum");
  }

  /** Connections of nodes alone. */
  private static final class OfNodes extends HttpsConfigurator {
    OfNodes(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setNeedClientAuth(true);
      parameters.setSSLParameters(tls);
    }
  }
}
