package org.bailiwick.master.peopleclients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is fetched for a client_id, when, and how often (threat 53; sections 4.4, 6.5 and 6.6 of
 * draft-ietf-oauth-client-id-metadata-document).
 */
class DocumentFetchTest {
  private static final String DESK = "desk.json";
  private static final String PRIVATE = "\"private_address\": true";

  @TempDir Path folder;
  private DocumentRig rig;

  @BeforeEach
  void start() {
    rig = new DocumentRig(folder);
    rig.server.serve(DESK);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void requests(int number) {
    assertThat(rig.server.requests()).isEqualTo(number);
  }

  private void unknown(String clientId, String check) {
    assertThat(rig.clients.find(clientId)).isEmpty();
    assertThat(rig.clients.unknownCheck(clientId)).isEqualTo(check);
  }

  /** Threat 53: whatever URL is named, no request leaves unless a file permits it. */
  @Test
  void nothingIsFetchedFromAUrlThatNoFilePermits() {
    String good = rig.server.url(DESK);
    unknown(rig.server.origin() + "/other/desk.json", "client-document-not-permitted");
    unknown(rig.server.origin() + "/apps", "client-document-not-permitted");
    unknown("https://127.0.0.1/apps/desk.json", "client-document-not-permitted");
    unknown("https://169.254.169.254/latest/meta-data", "client-document-not-permitted");
    unknown(good.replace("https", "http"), "client-id-url");
    unknown(good.replace("https://", "https://user@"), "client-id-url");
    unknown(good + "#x", "client-id-url");
    unknown(good + "?x", "client-id-url");
    unknown(rig.server.url("../other/desk.json"), "client-id-url");
    unknown(rig.server.url("%2e%2e/other/desk.json"), "client-id-url");
    unknown(rig.server.url("x".repeat(600)), "client-id-url");
    unknown("apps", "client-unknown");
    requests(0);
  }

  @Test
  void withoutItsFileADocumentDoesNotCount() {
    rig.permits(DESK);
    rig.server.remove("apps.json");
    rig.readAgain();
    unknown(rig.server.url(DESK), "client-document-not-permitted");
    assertThat(rig.clients.takesDocuments()).isFalse();
    requests(1);
  }

  @Test
  void aFileMayPermitOneDocumentAlone() {
    rig.server.write(
        "apps.json",
        """
        {"kind": "metadata-documents", "url": "%s", "provider": "idp", "scopes": ["fx.rates@1"],
         "longest_cache": "PT1H", "ca_file": "apps-root.pem", "private_address": true}"""
            .formatted(rig.server.url(DESK)));
    rig.readAgain();
    rig.permits(DESK);
    unknown(rig.server.url("desk.json/x"), "client-document-not-permitted");
    unknown(rig.server.url("other.json"), "client-document-not-permitted");
  }

  /** Threat 53: the name of a permitted server leads to an address inside. */
  @Test
  void refusesAnAddressThatIsNotPublicUnlessTheFileSaysSo() {
    rig.permit("\"private_address\": false");
    rig.refuses(DESK, "fetch-private-address");
    requests(0);
    rig.permit(PRIVATE);
    rig.permits(DESK);
  }

  @Test
  void refusesAServerOfAnotherAuthority() {
    rig.server.write("apps-root.pem", Pem.of(TestCa.create("apps.example").root()));
    rig.readAgain();
    rig.refuses(DESK, "fetch-tls");
  }

  /** Threat 53: a permitted server sends the node on. */
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int status) {
    rig.server.serve("there.json");
    rig.server.on(
        DESK,
        exchange -> {
          exchange.getResponseHeaders().set("Location", rig.server.url("there.json"));
          TestServer.answer(exchange, status, new byte[0]);
        });
    rig.refuses(DESK, "fetch-redirect");
    requests(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 206, 404, 410, 500, 503})
  void onlyTheStatusOkHasADocument(int status) {
    rig.server.on(
        DESK,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          TestServer.answer(
              exchange, status, rig.server.document(DESK).getBytes(StandardCharsets.UTF_8));
        });
    rig.refuses(DESK, "fetch-status");
  }

  @ParameterizedTest
  @CsvSource({"5120, true", "5121, false"})
  void aDocumentHasAtMostFiveKilobytes(int length, boolean isRead) {
    String document = rig.server.document(DESK);
    rig.server.serve(DESK, document + " ".repeat(length - document.length()));
    if (isRead) {
      rig.permits(DESK);
    } else {
      rig.refuses(DESK, "fetch-too-large");
    }
  }

  @Test
  void waitsFiveSecondsForADocument() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    rig.server.on(DESK, exchange -> await(over));
    rig.refuses(DESK, "fetch-timeout");
    over.countDown();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60|60",
        "public, max-age=60|60",
        "max-age=600, MAX-AGE=\"60\"|60",
        "max-age=86400|3600",
        "max-age=999999999999|10",
        "max-age=1|10",
        "max-age=-1|10",
        "no-cache, max-age=60|10",
        "no-store|10",
        "private|10",
        "''|10",
      })
  void aDocumentIsKeptAsLongAsItsServerSaysWithinBounds(String cacheControl, int seconds) {
    rig.server.serveCached(DESK, cacheControl);
    rig.permits(DESK);
    rig.clock.move(Duration.ofSeconds(seconds - 1));
    rig.permits(DESK);
    requests(1);
    rig.clock.move(Duration.ofSeconds(1));
    rig.permits(DESK);
    requests(2);
  }

  /** It would count for longer than its server said. */
  @Test
  void aDocumentThatWasKeptByAClockAheadDoesNotCount() {
    rig.server.serveCached(DESK, "max-age=600");
    rig.permits(DESK);
    rig.clock.move(Duration.ofSeconds(-5));
    rig.permits(DESK);
    requests(2);
  }

  /** What a document says now counts, and one that is gone or wrong has no earlier version. */
  @Test
  void aDocumentThatHasChangedOrIsGoneCountsAsItIs() {
    rig.permits(DESK);
    rig.server.serve(DESK, rig.server.document(DESK).replace("127.0.0.1", "[::1]"));
    rig.clock.move(PermittedDocuments.PAUSE);
    assertThat(rig.refusal(DESK, DocumentRig.BACK)).contains("redirect-uri");
    rig.server.end(DESK);
    rig.clock.move(PermittedDocuments.PAUSE);
    rig.refuses(DESK, "fetch-status");
    rig.server.serve(DESK);
    rig.refuses(DESK, "fetch-status");
    requests(3);
    rig.clock.move(PermittedDocuments.PAUSE);
    rig.permits(DESK);
    requests(4);
  }

  @Test
  void requestsForTheSameDocumentWaitForOne() throws Exception {
    CountDownLatch all = new CountDownLatch(1);
    rig.server.on(
        DESK,
        exchange -> {
          await(all);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          TestServer.answer(
              exchange, 200, rig.server.document(DESK).getBytes(StandardCharsets.UTF_8));
        });
    try (ExecutorService threads = Executors.newFixedThreadPool(PermittedDocuments.AT_ONCE)) {
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < PermittedDocuments.AT_ONCE; i++) {
        waiting.add(threads.submit(() -> rig.permits(DESK)));
      }
      Awaitility.await().until(() -> rig.server.requests() == 1);
      all.countDown();
      for (Future<?> each : waiting) {
        each.get();
      }
    }
    requests(1);
  }

  /** Slow servers hold few threads, and only for documents of their own file. */
  @Test
  void fewDocumentsAreFetchedAtOnce() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    for (int i = 0; i < PermittedDocuments.AT_ONCE; i++) {
      String name = "slow-" + i;
      rig.server.on(
          name,
          exchange -> {
            await(over);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            TestServer.answer(
                exchange, 200, rig.server.document(name).getBytes(StandardCharsets.UTF_8));
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(PermittedDocuments.AT_ONCE)) {
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < PermittedDocuments.AT_ONCE; i++) {
        String name = "slow-" + i;
        waiting.add(threads.submit(() -> rig.permits(name)));
      }
      Awaitility.await().until(() -> rig.server.requests() == PermittedDocuments.AT_ONCE);
      ProblemException busy =
          rig.refuses(DESK, ProblemType.TOO_MANY_REQUESTS, "client-document-fetches");
      assertThat(busy.retryAfter()).contains(Duration.ofSeconds(1));
      over.countDown();
      for (Future<?> each : waiting) {
        each.get();
      }
    }
    rig.permits(DESK);
  }

  /** Strangers can name any URL below a permitted one; a client in use does not suffer from it. */
  @Test
  void urlsWithoutAGoodDocumentAreFewInAMinute() {
    rig.permits(DESK);
    int most = PermittedDocuments.NEW_PER_MINUTE - 1;
    for (int i = 0; i < most; i++) {
      rig.refuses("missing-" + i, "fetch-status");
    }
    for (int i = 0; i < 3 * PermittedDocuments.MOST; i++) {
      rig.refuses("more-" + i, ProblemType.TOO_MANY_REQUESTS, "client-document-fetches");
    }
    requests(1 + most);
    rig.clock.move(PermittedDocuments.PAUSE);
    rig.permits(DESK);
    requests(2 + most);
    rig.refuses("missing-0", ProblemType.TOO_MANY_REQUESTS, "client-document-fetches");
    rig.clock.move(Duration.ofSeconds(50));
    rig.refuses("more-0", "fetch-status");
    requests(3 + most);
  }

  /** Documents of a hundred clients are kept; the one that would be read again first goes. */
  @Test
  void aHundredDocumentsAreKept() {
    rig.server.serveCached(DESK, "max-age=3600");
    rig.permits(DESK);
    for (int i = 0; i < PermittedDocuments.MOST; i++) {
      rig.clock.move(Duration.ofSeconds(3)); // no more than the new ones of a minute
      rig.server.serveCached("client-" + i, "max-age=1800");
      rig.permits("client-" + i);
    }
    int asked = 1 + PermittedDocuments.MOST;
    requests(asked);
    rig.permits(DESK);
    requests(asked);
    rig.permits("client-0");
    requests(asked + 1);
  }

  @Test
  void aUrlThatTwoFilesPermitCountsByNeither() {
    rig.permits(DESK);
    rig.server.write(
        "wide.json",
        """
        {"kind": "metadata-documents", "url": "%s/", "provider": "other", "longest_cache": "PT1H",
         "scopes": ["ledger.post@1"]}"""
            .formatted(rig.server.origin()));
    rig.readAgain();
    unknown(rig.server.url(DESK), "client-description-faulty");
    assertThat(rig.clients.isFaulty(rig.server.url(DESK))).isTrue();
    assertThat(rig.clients.faults()).containsOnlyKeys(rig.server.url(""));
    assertThat(rig.clients.find(rig.server.origin() + "/elsewhere")).isPresent();
    requests(1);
  }

  /** A session waits until the fault is gone; it does not end with a typing error. */
  @Test
  void aFaultOfAFileHidesTheClientsThatItPermitted() {
    rig.server.write("apps.json", "{");
    rig.readAgain();
    unknown(rig.server.url(DESK), "client-description-faulty");
    assertThat(rig.clients.isFaulty(rig.server.url(DESK))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"metadata-documents\"|\"documents\"",
        "https://|http://",
        "/apps/|",
        "/apps/|/apps/?x",
        "/apps/|/../apps/",
        "\"idp\"|\"../idp\"",
        "[\"fx.rates@1\"]|\"fx.rates@1\"",
        "\"PT1H\"|\"an hour\"",
        "\"PT1H\"|\"PT9S\"",
        "\"PT1H\"|\"PT24H1S\"",
        "\"PT1H\"|3600",
        "apps-root.pem|missing.pem",
        "apps-root.pem|apps.json",
        "\"private_address\": true|\"private_address\": \"true\"",
        "\"private_address\"|\"private\"",
        "\"private_address\": true|\"redirect_origins\": \"https://a.example\"",
        "\"private_address\": true|\"redirect_origins\": [\"http://a.example\"]",
        "\"private_address\": true|\"redirect_origins\": [\"https://a.example/\"]",
        "\"private_address\": true|\"redirect_origins\": [\"https://*.example?\"]",
        "\"provider\"|\"client_id\": \"x\", \"provider\"",
      })
  void refusesFilesWithAFault(String part, String instead) throws IOException {
    String good = Files.readString(folder.resolve("apps.json"));
    String faulty = good.replace(part, instead == null ? "" : instead);
    assertThat(faulty).isNotEqualTo(good);
    rig.server.write("apps.json", faulty);
    rig.readAgain();
    assertThat(rig.clients.faults()).containsOnlyKeys("apps.json");
    unknown(rig.server.url(DESK), "client-description-faulty");
  }

  @Test
  void aClientOfAFileIsKnownByIt() {
    rig.server.write(
        "desk.json",
        """
        {"client_id": "desk", "kind": "public", "provider": "idp", "scopes": ["fx.rates@1"],
         "redirect_uris": ["http://127.0.0.1/back"]}""");
    rig.readAgain();
    PeopleClient client = rig.clients.find("desk").orElseThrow();
    assertThat(client.knownBy()).isEqualTo(PeopleClient.KnownBy.FILE);
    assertThat(client.redirectRefusal("http://127.0.0.1:1/back")).isEmpty();
    assertThat(client.redirectRefusal("http://127.0.0.1:1/other")).contains("redirect-uri");
    assertThat(rig.clients.scopes()).hasSize(2);
    unknown("apps", "client-unknown");
  }
}
