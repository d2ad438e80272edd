package org.bailiwick.node.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.node.outbound.address.AgentAddresses;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeHttpTest {
  private static final SpiffeId AUTHORITY =
      SpiffeId.parse("spiffe://bailiwick.example/node/authority");

  @TempDir private Path folder;
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestLeaf authority = ours.nodeServer("authority");
  private final TestServer server =
      TestServer.secured(
              authority.tls(new SpiffeTrustManager(() -> Set.of(ours.operatorCa()), id -> true)))
          .on(
              "/who",
              exchange -> TestServer.answer(exchange, 200, serial((HttpsExchange) exchange)));
  private NodeHttp http;

  private static byte[] serial(HttpsExchange exchange) throws IOException {
    X509Certificate peer = (X509Certificate) exchange.getSSLSession().getPeerCertificates()[0];
    return peer.getSerialNumber().toByteArray();
  }

  @BeforeEach
  void setUp() throws IOException {
    write(ours.node("domain"));
    http = client(Duration.ofSeconds(30));
  }

  private NodeHttp client(Duration limit) {
    return new NodeHttp(
        new NodeHttpSettings(folder, limit, limit, 1000), () -> Set.of(ours.root()));
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private void write(TestLeaf leaf) throws IOException {
    Files.writeString(folder.resolve("client.key"), Pem.of(leaf.key()));
    Files.writeString(folder.resolve("client.pem"), Pem.of(leaf.chain()));
  }

  private byte[] get(String path, SpiffeId peer) {
    return http.send(HttpRequest.newBuilder(server.at(path)).build(), peer).body();
  }

  private void refuses(String path, SpiffeId peer, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> get(path, peer));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void showsTheNodesCertificateAndChecksThePeers() throws IOException {
    BigInteger shown = new BigInteger(get("/who", AUTHORITY));
    String pem = Files.readString(folder.resolve("client.pem"));
    assertThat(shown).isEqualTo(Pem.certificates(pem).getFirst().getSerialNumber());
  }

  @Test
  void callsNobodyElseThanTheExpectedPeer() {
    refuses(
        "/who",
        SpiffeId.parse("spiffe://bailiwick.example/node/domain"),
        "outbound-peer-not-trusted");
    refuses(
        "/who",
        SpiffeId.parse("spiffe://bailiwick.example/agent/authority"),
        "outbound-peer-not-trusted");
    assertThat(server.requests()).isZero();
  }

  @Test
  void aConnectionToOnePeerIsNotUsedForAnother() {
    get("/who", AUTHORITY);
    refuses(
        "/who",
        SpiffeId.parse("spiffe://bailiwick.example/node/domain"),
        "outbound-peer-not-trusted");
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void showsANewCertificateWithoutARestart() throws IOException {
    BigInteger before = new BigInteger(get("/who", AUTHORITY));
    TestLeaf renewed = ours.node("domain");
    write(renewed);
    Files.setLastModifiedTime(folder.resolve("client.pem"), FileTime.fromMillis(1_000));
    BigInteger after = new BigInteger(get("/who", AUTHORITY));
    assertThat(after).isNotEqualTo(before).isEqualTo(renewed.certificate().getSerialNumber());
  }

  @Test
  void keepsTheOldCertificateWhileTheNewOneIsHalfWritten() throws IOException {
    BigInteger before = new BigInteger(get("/who", AUTHORITY));
    Files.writeString(folder.resolve("client.key"), Pem.of(ours.node("domain").key()));
    assertThat(new BigInteger(get("/who", AUTHORITY))).isEqualTo(before);
  }

  @Test
  void endsWhenTheAnswerIsTooLong() {
    server.answers("/long", new byte[1001]);
    refuses("/long", AUTHORITY, "outbound-failed");
  }

  @Test
  void endsWhenTheAnswerDrips() {
    http.close();
    http = client(Duration.ofSeconds(2));
    server.on(
        "/drip",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          try {
            Thread.sleep(5_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    refuses("/drip", AUTHORITY, "outbound-timeout");
  }

  @Test
  void saysSoWhenNobodyListens() {
    server.close();
    refuses("/who", AUTHORITY, "outbound-failed");
  }

  /** The connection is still open, and its session can be resumed without a look at the peer. */
  @Test
  void asksAboutTheCertificateOfAnOpenConnectionBeforeEachRequest() {
    AtomicBoolean acceptable = new AtomicBoolean(true);
    http.close();
    http =
        NodeHttp.toAgents(
            NodeHttpSettings.of(folder),
            () -> Set.of(ours.root()),
            peer -> acceptable.get(),
            AgentAddresses.withLoopback());
    get("/who", AUTHORITY);
    acceptable.set(false);
    refuses("/who", AUTHORITY, "outbound-peer-not-trusted");
    assertThat(server.requests()).isEqualTo(1);
    acceptable.set(true);
    assertThat(get("/who", AUTHORITY)).isNotEmpty();
  }
}
