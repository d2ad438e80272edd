package org.bailiwick.master.partnertoken;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestProvider;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.testing.TestServer;

/** The introspection endpoint of the partner's server (RFC 7662), for one client. */
final class IntrospectingServer implements AutoCloseable {

  static final String SECRET = "100% secret:";

  private final TestServer server;
  private final Map<String, Map<String, Object>> active = new ConcurrentHashMap<>();
  private volatile Answering answering = this::answerAsItShould;

  /** The certificate of the last request's client. */
  volatile Optional<X509Certificate> shown = Optional.empty();

  /** The form of the last request. */
  volatile Map<String, String> form = Map.of();

  /** What a test has the server do instead. */
  interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** Starts it; the partner's description does not name it yet. */
  IntrospectingServer(MasterRig rig) {
    TestCa ca = TestCa.create("as.example", rig.clock);
    server =
        TestServer.secured(ca.nodeServer("authority").tls(rig.ca.trust()))
            .on("/introspect", exchange -> answering.answer(exchange));
    rig.partner.write("as-root.pem", Pem.of(ca.root()));
    rig.partner.write("as.secret", SECRET + "\n");
  }

  /** The members of the server's description. */
  String members(String client) {
    return ",\"ca_file\":\"as-root.pem\""
        + PartnerTokenTestBase.accessTokens(
            "\"by\":\"introspection\",\"introspection\":{\"uri\":\"%s\",\"client_id\":\"bailiwick\"%s}"
                .formatted(server.at("/introspect"), client));
  }

  String bySecret() {
    return members(",\"client_secret_file\":\"as.secret\"");
  }

  String bySecret(int cache) {
    return members(",\"client_secret_file\":\"as.secret\",\"cache\":" + cache);
  }

  /** The token is active, with these members. */
  void activate(String token, Map<String, Object> members) {
    active.put(token, members);
  }

  void revoke(String token) {
    active.remove(token);
  }

  void does(Answering instead) {
    answering = instead;
  }

  void doesAsItShould() {
    answering = this::answerAsItShould;
  }

  int requests() {
    return server.requests();
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    TestServer.answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private void answerAsItShould(HttpExchange exchange) throws IOException {
    form =
        TestProvider.form(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    shown = certificate(exchange);
    if (!isClient(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    Map<String, Object> members = active.get(form.get("token"));
    answer(
        exchange,
        200,
        members == null
            ? "{\"active\":false}"
            : JsonText.of(members).replaceFirst("\\{", "{\"active\":true,"));
  }

  private boolean isClient(String authorization) {
    String pair = "bailiwick:100%25+secret%3A";
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    return authorization == null
        ? shown.isPresent() && "bailiwick".equals(form.get("client_id"))
        : basic.equals(authorization);
  }

  private static Optional<X509Certificate> certificate(HttpExchange exchange) {
    try {
      return Optional.of(
          (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
