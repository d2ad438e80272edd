package org.bailiwick.broker.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.testing.RecordedServer;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.TlsCredential;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API that asks for a certificate. */
class RestTlsTest {
  @TempDir Path folder;
  private TestBroker broker;

  @BeforeEach
  void begin() {
    broker = new TestBroker(folder).secret("password", "p-1234567890");
  }

  private static RecordedServer server() throws Exception {
    TestLeaf leaf = TestBroker.CA.nodeServer("orders");
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {TlsCredential.of(leaf.key(), leaf.chain())},
        new TrustManager[] {TestBroker.CA.trust()},
        null);
    return RecordedServer.startTls(context, RestTlsTest::namePeer);
  }

  private static void namePeer(HttpExchange exchange, RecordedServer.Request request)
      throws IOException {
    X509Certificate peer =
        (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
    RecordedServer.json(exchange, 200, "{\"peer\": \"" + SpiffeId.of(peer) + "\"}");
  }

  private Asset asset(RecordedServer server, String more, String credential) {
    return broker.asset(
        """
        {"asset": "orders", "kind": "api", "owner": "Sales", "risk": "low",
         "url": "https://127.0.0.1:%d", "options": {"addresses": "loopback"},
         "tls": {"ca_file": "%s"%s}, "credential": %s,
         "operations": [{"capability": "orders.read@1", "method": "GET", "path": "/orders"}]}
        """
            .formatted(server.port(), broker.caFile(), more, credential));
  }

  private BackEndAnswer perform(Asset asset) {
    try (BackEndWork work = new RestDriver().open(asset, broker.tools())) {
      return work.perform(broker.call(asset, "{}"));
    }
  }

  @Test
  void theBrokersCertificateIsTheCredential() throws Exception {
    try (RecordedServer server = server()) {
      assertThat(perform(asset(server, "", "{\"method\": \"client-certificate\"}")))
          .isEqualTo(
              new BackEndAnswer.Done("{\"peer\":\"spiffe://bailiwick.example/agent/broker\"}"));
      assertThat(broker.receipts().getFirst().identity())
          .startsWith("spiffe://bailiwick.example/agent/broker serial ");
      assertThat(broker.receipts().getFirst().until()).isPresent();
    }
  }

  @Test
  void aPasswordAndACertificateGoTogether() throws Exception {
    String basic = "{\"method\": \"password\", \"secret\": \"password\", \"user\": \"broker\"}";
    try (RecordedServer server = server()) {
      BackEndAnswer answer = perform(asset(server, ", \"client_certificate\": \"own\"", basic));

      assertThat(answer).isInstanceOf(BackEndAnswer.Done.class);
      assertThat(server.last().header("Authorization")).startsWith("Basic ");
      assertThat(broker.receipts().getFirst().identity())
          .startsWith("broker with certificate of spiffe://bailiwick.example/agent/broker");
    }
  }

  @Test
  void withoutTheCertificateNothingIsDone() throws Exception {
    try (RecordedServer server = server()) {
      assertThat(refusal(asset(server, "", "{\"method\": \"none\"}")))
          .containsAnyOf("tls-refused", "connection-lost");
      assertThat(server.requests()).isEmpty();
    }
  }

  /** In TLS 1.3, a client learns only after its handshake that its certificate is missing. */
  private String refusal(Asset asset) {
    try {
      return perform(asset).toString();
    } catch (ProblemException e) {
      return e.check();
    }
  }

  @Test
  void oneCertificateIsShown() throws Exception {
    try (RecordedServer server = server()) {
      Asset asset =
          asset(
              server, ", \"client_certificate\": \"own\"", "{\"method\": \"client-certificate\"}");
      assertThatThrownBy(() -> new RestDriver().check(asset))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("client_certificate");
    }
  }
}
