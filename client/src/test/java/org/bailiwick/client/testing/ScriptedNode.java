package org.bailiwick.client.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * A node for tests of its clients: a real server on loopback whose answers the test writes.
 * Unwritten paths are 404.
 */
public final class ScriptedNode implements AutoCloseable {
  /** A request as it came in; {@code peer} is whom the client certificate names. */
  public record Call(
      String method,
      String path,
      Map<String, List<String>> headers,
      String body,
      Optional<SpiffeId> peer) {
    public JsonObject json() {
      try (var reader = Json.createReader(new StringReader(body))) {
        return reader.readObject();
      }
    }

    public Map<String, String> form() {
      Map<String, String> fields = new TreeMap<>();
      for (String field : body.split("&", -1)) {
        String[] parts = field.split("=", 2);
        fields.put(decode(parts[0]), decode(parts[1]));
      }
      return fields;
    }

    private static String decode(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
  }

  public record Reply(int status, String type, String body, Map<String, String> headers) {
    public static Reply json(int status, String body) {
      return new Reply(status, "application/json", body, Map.of());
    }

    public static Reply problem(int status, String slug, String detail) {
      String body =
          "{\"type\":\"urn:bailiwick:problem:%s\",\"status\":%d,\"detail\":\"%s\"}"
              .formatted(slug, status, detail);
      return new Reply(status, "application/problem+json", body, Map.of());
    }
  }

  private final HttpServer server;
  private final String scheme;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  private ScriptedNode(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.start();
  }

  /** A node with TLS that asks for a client certificate and does not insist. */
  public static ScriptedNode overTls(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    return new ScriptedNode(server, "https");
  }

  public static ScriptedNode plain() throws IOException {
    return new ScriptedNode(HttpServer.create(loopback(), 0), "http");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  public ScriptedNode on(String path, Function<Call, Reply> answer) {
    return onBytes(
        path,
        call -> {
          Reply reply = answer.apply(call);
          return Map.entry(reply, reply.body().getBytes(StandardCharsets.UTF_8));
        });
  }

  public ScriptedNode onBytes(String path, byte[] document) {
    Reply reply = new Reply(200, "application/octet-stream", "", Map.of());
    return onBytes(path, call -> Map.entry(reply, document));
  }

  /** Answers with the document that the supplier has at the time of the request. */
  public ScriptedNode onBytes(String path, Supplier<byte[]> document) {
    Reply reply = new Reply(200, "application/octet-stream", "", Map.of());
    return onBytes(path, call -> Map.entry(reply, document.get()));
  }

  private ScriptedNode onBytes(String path, Function<Call, Map.Entry<Reply, byte[]>> answer) {
    server.createContext(path, exchange -> serve(exchange, answer));
    return this;
  }

  private void serve(HttpExchange exchange, Function<Call, Map.Entry<Reply, byte[]>> answer)
      throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Call call =
          new Call(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              body,
              peer(exchange));
      calls.add(call);
      Map.Entry<Reply, byte[]> reply = answer.apply(call);
      exchange.getResponseHeaders().set("Content-Type", reply.getKey().type());
      reply.getKey().headers().forEach(exchange.getResponseHeaders()::set);
      int length = reply.getValue().length;
      exchange.sendResponseHeaders(reply.getKey().status(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(reply.getValue());
    }
  }

  private static Optional<SpiffeId> peer(HttpExchange exchange) {
    if (exchange instanceof HttpsExchange secure) {
      try {
        return Optional.of(
            SpiffeId.of((X509Certificate) secure.getSSLSession().getPeerCertificates()[0]));
      } catch (SSLPeerUnverifiedException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  /** All calls so far, first first. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
