package org.bailiwick.ars.mirror.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.agreement.TestAgreements;
import org.bailiwick.ars.export.TestExports;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.ars.mirror.MirrorRefusals;
import org.bailiwick.ars.mirror.MirrorStore;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that mirrors another one, over mutual TLS. */
class MirrorFollowerTest {
  private static final TrustDomain EXPORTER = TrustDomain.parse("bailiwick.example");
  private static final TrustDomain IMPORTER = TrustDomain.parse("home.example");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What becomes of the next answers. */
  private enum Answer {
    PAGE,
    FAULT,
    COPY
  }

  private TestRegistry exporter;
  private TestRegistry importer;
  private TestAgreements agreedThere;
  private TestExports exports;
  private TestServer server;
  private MirrorStore store;
  private ForeignAgents agents;
  private MirrorRefusals refusals;
  private MirrorParts parts;
  private MirrorFollower follower;
  private Thread thread;
  private volatile Answer answer = Answer.PAGE;
  private volatile String last = "";

  @BeforeEach
  void start(@TempDir Path folder) throws IOException, GeneralSecurityException {
    exporter = new TestRegistry(Files.createDirectories(folder.resolve("exporter")));
    importer = new TestRegistry(Files.createDirectories(folder.resolve("importer")));
    exports = new TestExports(exporter);
    TestCa home = TestCa.create(IMPORTER.name(), importer.clock);
    agreedThere = new TestAgreements(folder.resolve("there"), EXPORTER);
    agreedThere.anchors(home);
    agreedThere.write(IMPORTER.name(), TestAgreements.exports(IMPORTER.name(), "fx.rates@1", ""));
    server =
        TestServer.secured(exporter.ca.nodeServer("domain").tls(clients(home)))
            .on("/ars/v1/exports", this::export)
            .on(
                "/oauth/jwks",
                exchange ->
                    TestServer.answer(
                        exchange, 200, exports.jwks().getBytes(StandardCharsets.UTF_8)));
    TestAgreements agreedHere = new TestAgreements(folder.resolve("here"), IMPORTER);
    Files.writeString(folder.resolve("here/root.pem"), Pem.of(exporter.ca.root()));
    agreedHere.write(
        EXPORTER.name(),
        TestAgreements.imports(EXPORTER.name(), "fx.rates@1", "")
            .replace("https://registry.example", server.base().toString())
            .replace("\"keys\"", "\"ca_file\": \"root.pem\", \"keys\""));
    assertThat(agreedHere.agreements().faults()).isEmpty();
    mirror(agreedHere, tlsFolder(folder, home.node("domain")));
  }

  private void mirror(TestAgreements agreed, Path tls) {
    store = new MirrorStore(importer.reads(), importer.writer());
    MirrorFreshness freshness =
        new MirrorFreshness(agreed.agreements(), store::states, importer.clock, () -> 0);
    agents =
        new ForeignAgents(
            importer.reads(), freshness, new SteadyTime(importer.clock, System::nanoTime));
    refusals = new MirrorRefusals();
    parts =
        new MirrorParts(
            agreed.agreements(),
            new ExportClient(tls, new GuardedFetch(FetchSettings.of(Set.of())), importer.clock),
            new PageCheck(IMPORTER, importer.clock),
            store,
            freshness,
            refusals,
            Lease.ofProcess(importer.writer(), "domain", importer.clock),
            new MirrorParts.Trail(importer.writer(), importer.clock));
    follow();
  }

  private void follow() {
    follower = new MirrorFollower(EXPORTER, parts);
    thread = Thread.ofPlatform().start(follower);
  }

  @AfterEach
  void stop() throws InterruptedException {
    halt();
    server.close();
    importer.close();
    exporter.close();
  }

  private void halt() throws InterruptedException {
    follower.stop();
    thread.join();
    assertThat(follower.isOver()).isTrue();
  }

  private static Path tlsFolder(Path folder, TestLeaf node) throws IOException {
    Path tls = Files.createDirectories(folder.resolve("tls"));
    Files.writeString(tls.resolve("client.pem"), Pem.of(node.chain()));
    Files.writeString(tls.resolve("client.key"), Pem.of(node.key()));
    return tls;
  }

  private static TrustManager clients(TestCa home) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("operators", home.operatorCa());
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers()[0];
  }

  private void export(HttpExchange exchange) throws IOException {
    X509Certificate reader =
        (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
    Agreement agreement = agreedThere.agreements().find(IMPORTER).orElseThrow();
    assertThat(SpiffeId.of(reader)).hasToString("spiffe://home.example/node/domain");
    switch (answer) {
      case FAULT -> TestServer.answer(exchange, 503, new byte[0]);
      case COPY -> TestServer.answer(exchange, 200, last.getBytes(StandardCharsets.US_ASCII));
      case PAGE -> {
        String query = exchange.getRequestURI().getRawQuery();
        last = exports.signed(agreement, parameter(query, "after"), parameter(query, "nonce"));
        TestServer.answer(exchange, 200, last.getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private static String parameter(String query, String name) {
    return Stream.of(query.split("&", -1))
        .filter(each -> each.startsWith(name + "="))
        .map(each -> each.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  @Test
  void mirrorsWhatIsExportedUntilItIsRemoved() {
    AgentRecord first = list("1", "first", "fx.rates@1");
    list("2", "secret", "secret.keep@1");
    awaitNames("first");
    list("3", "second", "fx.rates@1");
    awaitNames("first", "second");
    exporter.end(first, AgentState.REVOKED);
    awaitNames("second");
    assertThat(refusals.count()).isZero();
    assertThat(events()).contains("mirror.begun", "mirror.read");
  }

  @Test
  void goesOnWhereItWasAfterACutAndAfterARestart() throws InterruptedException {
    AgentRecord first = list("1", "first", "fx.rates@1");
    awaitNames("first");
    answer = Answer.FAULT;
    awaitRefusal("export-status-503");
    exporter.end(first, AgentState.WITHDRAWN);
    list("2", "second", "fx.rates@1");
    answer = Answer.PAGE;
    awaitNames("second");
    halt();
    list("3", "third", "fx.rates@1");
    follow();
    awaitNames("second", "third");
    assertThat(store.state(EXPORTER).generation()).as("one reading").isEqualTo(1);
  }

  /** A copy would keep agents shown that were revoked since. */
  @Test
  void aCopyOfAPageIsRefusedAndAudited() {
    list("1", "first", "fx.rates@1");
    awaitNames("first");
    answer = Answer.COPY;
    awaitRefusal("export-nonce");
    answer = Answer.PAGE;
    list("2", "second", "fx.rates@1");
    awaitNames("first", "second");
    assertThat(events()).contains("mirror.refused");
  }

  @Test
  void beginsAnewWhenTheExporterHasStartedAnew() {
    list("1", "first", "fx.rates@1");
    awaitNames("first");
    exporter.changesAfterRestart().begin();
    await().atMost(PATIENCE).until(() -> store.state(EXPORTER).generation() == 2);
    awaitNames("first");
  }

  private AgentRecord list(String number, String name, String capability) {
    return exporter.list(number, exporter.ca.agent(name, capability));
  }

  private void awaitRefusal(String check) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> refusals.last(EXPORTER).filter(each -> each.check().equals(check)).isPresent());
  }

  private void awaitNames(String... expected) {
    await().atMost(PATIENCE).until(() -> names().equals(List.of(expected)));
  }

  private List<String> names() {
    return agents.candidates(Set.of(EXPORTER), Set.of("fx.rates"), 100).stream()
        .map(shown -> shown.agent().record().agent().name())
        .toList();
  }

  private List<String> events() {
    return importer.audit().stream().map(row -> row.event()).toList();
  }
}
