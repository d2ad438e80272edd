package org.bailiwick.system.master;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;

/** An agent in this process, whose answer to an order is what a test says. */
final class OrderedAgent implements AutoCloseable {

  /** What the agent was sent. */
  record Order(JsonObject body, String token) {}

  private final TestLeaf credential;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private OrderedAgent(TestLeaf credential, HttpsServer server) {
    this.credential = credential;
    this.server = server;
  }

  /** Enrols, listens and registers; {@code work} gives the body of the answer 200. */
  static OrderedAgent listed(
      Nodes nodes, Wire wire, String capability, Function<Order, byte[]> work) throws IOException {
    int port = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf credential = enrolment.granted();
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    var nodesCa =
        Pem.certificate(
            Files.readAllBytes(nodes.home().resolve("authority/ceremony/operator-ca.cer")));
    server.setHttpsConfigurator(
        new OfNodes(
            credential.tls(new SpiffeTrustManager(() -> Set.of(nodesCa), SpiffeId::isNode))));
    OrderedAgent agent = new OrderedAgent(credential, server);
    server.createContext("/work", exchange -> serve(exchange, work));
    server.setExecutor(agent.threads);
    server.start();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    return agent;
  }

  private static void serve(HttpExchange exchange, Function<Order, byte[]> work)
      throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] answer =
          work.apply(
              new Order(CurlAnswer.json(body), exchange.getRequestHeaders().getFirst("Txn-Token")));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  TestLeaf credential() {
    return credential;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
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
