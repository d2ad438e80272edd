package org.bailiwick.master.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.testing.TestServer;

/**
 * An https server with metadata documents of clients below {@code /apps/}, and the operator's file
 * that permits them.
 */
public final class TestDocumentServer implements AutoCloseable {

  private static final String APPS = "/apps/";

  private final TestServer server;
  private final Path folder;
  private final Map<String, HttpHandler> answers = new ConcurrentHashMap<>();

  /**
   * @param folder the folder of the files about clients
   */
  public TestDocumentServer(Path folder) {
    this.folder = folder;
    TestCa ca = TestCa.create("apps.example");
    server = TestServer.secured(ca.nodeServer("authority").tls(ca.trust())).on("/", this::answer);
    write("apps-root.pem", Pem.of(ca.root()));
    permit("\"private_address\": true");
  }

  private void answer(HttpExchange exchange) throws IOException {
    answers
        .getOrDefault(
            exchange.getRequestURI().getPath(),
            missing -> TestServer.answer(missing, 404, new byte[0]))
        .handle(exchange);
  }

  /** The URL of a document, which is its client's id. */
  public String url(String name) {
    return origin() + APPS + name;
  }

  public String origin() {
    return "https://localhost:" + server.port();
  }

  /** The number of requests that have arrived, for any path. */
  public int requests() {
    return server.requests();
  }

  /** Writes the operator's file with these members beside those that are always needed. */
  public void permit(String members) {
    write(
        "apps.json",
        """
        {"kind": "metadata-documents", "url": "%s", "provider": "idp", "scopes": ["fx.rates@1"],
         "longest_cache": "PT1H", "ca_file": "apps-root.pem", %s}"""
            .formatted(url(""), members));
  }

  /** Writes a file into the folder; a node reads it two seconds later. */
  public void write(String name, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public void remove(String name) {
    try {
      Files.delete(folder.resolve(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A document with which everything is right. */
  public String document(String name) {
    return """
        {"client_id": "%s", "client_name": "A program", "token_endpoint_auth_method": "none",
         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
         "redirect_uris": ["http://127.0.0.1/back?from=edge", "%s/back"], "logo_uri": "%s/logo"}"""
        .formatted(url(name), origin(), origin());
  }

  /** Serves the right document. */
  public void serve(String name) {
    serve(name, document(name));
  }

  public void serve(String name, String document) {
    serve(name, document, Map.of("Content-Type", "application/json"));
  }

  public void serve(String name, String document, Map<String, String> headers) {
    on(
        name,
        exchange -> {
          headers.forEach(exchange.getResponseHeaders()::set);
          TestServer.answer(exchange, 200, document.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** Serves a document with this value of Cache-Control. */
  public void serveCached(String name, String cacheControl) {
    serve(
        name,
        document(name),
        Map.of("Content-Type", "application/json", "Cache-Control", cacheControl));
  }

  public void on(String name, HttpHandler handler) {
    answers.put(APPS + name, handler);
  }

  /** What was there is gone. */
  public void end(String name) {
    answers.remove(APPS + name);
  }

  @Override
  public void close() {
    server.close();
  }
}
