package org.bailiwick.broker.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server on this machine that records what it is asked and answers as a test says. */
public final class RecordedServer implements AutoCloseable {

  /** A request that came. */
  public record Request(String method, URI uri, Map<String, String> headers, String body) {
    /** The value of a field, in whatever case its name is given; null if there is none. */
    public String header(String name) {
      return headers.get(name);
    }
  }

  /** How requests are answered. */
  public interface Answers {
    void answer(HttpExchange exchange, Request request) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private RecordedServer(HttpServer server, Answers answers) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Request request = read(exchange);
            requests.add(request);
            answers.answer(exchange, request);
          }
        });
    server.start();
  }

  public static RecordedServer start(Answers answers) {
    try {
      return new RecordedServer(HttpServer.create(loopback(), 0), answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that requires a client certificate. */
  public static RecordedServer startTls(SSLContext tls, Answers answers) {
    try {
      HttpsServer server = HttpsServer.create(loopback(), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
              wanted.setNeedClientAuth(true);
              parameters.setSSLParameters(wanted);
            }
          });
      return new RecordedServer(server, answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Request read(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(",", values)));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return new Request(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body);
  }

  /** Answers with a JSON document. */
  public static void json(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, "application/json", text);
  }

  public static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
    exchange.getResponseBody().write(octets);
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public Request last() {
    return requests.getLast();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
