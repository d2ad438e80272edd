package org.bailiwick.client.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.status.StatusAnswer.Good;
import org.bailiwick.client.status.StatusAnswer.Revoked;
import org.bailiwick.client.status.StatusAnswer.Unknown;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are forged, old, or of nobody's count as none. */
class StatusClientTest {
  private static final SerialNumber SERIAL = new SerialNumber(BigInteger.valueOf(4711));

  private final TestCa ca = TestCa.create("bailiwick.example");
  private final TestResponder responder = new TestResponder(ca);
  private X509Certificate published = ca.issuing();
  private byte[] fixed = {};
  private String bundle = "{\"keys\":[],\"bailiwick_issuers\":[\"issuing-1\",\"../v1/nonces\"]}";
  private HttpServer server;
  private StatusClient client;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/.well-known/spiffe-bundle",
        exchange -> send(exchange, bundle.getBytes(StandardCharsets.UTF_8)));
    server.createContext("/issuers/issuing-1.cer", exchange -> send(exchange, der(published)));
    server.createContext("/ocsp", this::answer);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    client =
        new StatusClient(
            new JsonEndpoint(uri, SSLContext.getDefault()),
            new TrustedAuthority(ca.domain(), ca.root(), Set.of(ca.operatorCa())),
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
        .isEqualTo("application/ocsp-request");
    try {
      send(exchange, fixed.length > 0 ? fixed : responder.answer(request));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private void unknown(String because) {
    assertThat(client.status(SERIAL))
        .isInstanceOfSatisfying(
            Unknown.class, unknown -> assertThat(unknown.reason()).contains(because));
  }

  @Test
  void saysWhatTheResponderHasSigned() {
    unknown("has issued no credential");
    responder.known.put(SERIAL.value(), CertificateStatus.GOOD);
    assertThat(client.status(SERIAL)).isInstanceOf(Good.class);
    Instant at = Instant.parse("2026-11-30T12:00:00Z");
    responder.known.put(SERIAL.value(), new RevokedStatus(Date.from(at), 1));
    assertThat(client.status(SERIAL)).isEqualTo(new Revoked(at, RevocationReason.KEY_COMPROMISE));
    responder.known.put(SERIAL.value(), new RevokedStatus(Date.from(at)));
    assertThat(client.status(SERIAL)).isEqualTo(new Revoked(at, RevocationReason.UNSPECIFIED));
  }

  @Test
  void believesTheIssuerItself() {
    responder.key = ca.issuingKey();
    responder.purpose = KeyPurposeId.id_kp_serverAuth;
    responder.known.put(SERIAL.value(), CertificateStatus.GOOD);
    assertThat(client.status(SERIAL)).isInstanceOf(Good.class);
  }

  @Test
  void believesNoResponderThatTheIssuerHasNotCertifiedForIt() {
    responder.known.put(SERIAL.value(), CertificateStatus.GOOD);
    responder.purpose = KeyPurposeId.id_kp_serverAuth;
    unknown("No responder");
    responder.purpose = KeyPurposeId.id_kp_OCSPSigning;
    responder.certifiedBy = TestKeys.ec();
    unknown("No responder");
  }

  @Test
  void believesNoAnswerOfBeforeOrToAnotherRequest() {
    responder.known.put(SERIAL.value(), CertificateStatus.GOOD);
    responder.time = Instant.now().minus(Duration.ofHours(2));
    unknown("not valid at this time");
    responder.time = Instant.now().plus(Duration.ofHours(2));
    unknown("not valid at this time");
    responder.time = Instant.now();
    responder.repeatsNonce = false;
    unknown("another request");
  }

  @Test
  void believesNoIssuerThatTheRootHasNotMade() {
    responder.known.put(SERIAL.value(), CertificateStatus.GOOD);
    published = TestCa.create("bailiwick.example").issuing();
    unknown("no issuing certificate");
  }

  @Test
  void whatIsNoAnswerIsUnknownWithTheReason() {
    fixed = new byte[] {0x30, 0x03, 0x0a, 0x01, 0x03};
    unknown("status 3");
    fixed = "<html>".getBytes(StandardCharsets.UTF_8);
    unknown("not one of OCSP");
    for (String malformed :
        new String[] {"{\"bailiwick_issuers\":7}", "{\"bailiwick_issuers\":[7]}"}) {
      bundle = malformed;
      unknown("trust bundle is malformed");
    }
    bundle = "{}";
    unknown("no issuing certificate");
    server.stop(0);
    unknown("The authority gave no answer");
  }
}
