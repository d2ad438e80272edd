package org.bailiwick.bench.domain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.bailiwick.contract.json.StrictJson;

/**
 * The work of {@link BenchAgent} as it would be offered without Bailiwick: over mutual TLS in the
 * same process, by the same HTTP server, but without token and job.
 */
final class DirectAgent implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int BACKLOG = 64;
  private static final int OK = 200;

  private final BenchAgent agent;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  DirectAgent(BenchAgent agent, SSLContext tls, int port) throws IOException {
    this.agent = agent;
    server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    server.setHttpsConfigurator(new CertificateRequired(tls));
    server.createContext("/work", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private static final class CertificateRequired extends HttpsConfigurator {
    CertificateRequired(SSLContext tls) {
      super(tls);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setNeedClientAuth(true);
      parameters.setSSLParameters(tls);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      JsonObject output = agent.work(StrictJson.object(body).getJsonObject("input"));
      byte[] answer = ("{\"output\":" + output + "}").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(OK, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
