package org.bailiwick.node.outbound.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bailiwick.node.outbound.AnswerTooLongException;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  private static final int MIB = 1 << 20;
  private static final Spool.Lengths LENGTHS = new Spool.Lengths(1000, 2000, 3 * MIB);

  @TempDir private Path folder;
  private Spool spool;
  private TestServer server;
  private HttpClient client;

  @BeforeEach
  void start() {
    spool = new Spool(folder, 5 * MIB);
    server = TestServer.plain();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private CompletableFuture<HttpResponse<AnswerBody>> ask(HttpHandler handler) {
    String path = "/" + server.requests();
    server.on(path, handler);
    return client.sendAsync(
        HttpRequest.newBuilder(server.at(path)).build(), spool.handler(LENGTHS));
  }

  private AnswerBody answer(int status, int length) throws Exception {
    byte[] body = octets(length);
    return ask(exchange -> TestServer.answer(exchange, status, body))
        .get(10, TimeUnit.SECONDS)
        .body();
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    for (int place = 0; place < length; place++) {
      octets[place] = (byte) (place * 31 + place / 251);
    }
    return octets;
  }

  private static Throwable failure(CompletableFuture<?> exchange) throws Exception {
    try {
      exchange.get(10, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private void requireNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
    assertThat(spool.taken()).isZero();
  }

  @Test
  void aShortAnswerIsInMemory() throws Exception {
    assertThat(answer(200, 1000))
        .isInstanceOfSatisfying(
            AnswerBody.Whole.class, body -> assertThat(body.octets()).isEqualTo(octets(1000)));
    assertThat(answer(500, 2000)).isInstanceOf(AnswerBody.Whole.class);
    requireNothingLeft();
  }

  @Test
  void aLongAnswerIsInFileWithoutNameUntilItIsClosed() throws Exception {
    try (SpooledAnswer body = (SpooledAnswer) answer(200, 3 * MIB)) {
      assertThat(body.length()).isEqualTo(3 * MIB);
      assertThat(spool.taken()).isEqualTo(3 * MIB);
      assertThat(body.open().readAllBytes()).isEqualTo(octets(3 * MIB));
      assertThat(body.open().read()).as("read again").isEqualTo(octets(1)[0] & 0xff);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    }
    requireNothingLeft();
  }

  @Test
  void aLongerOneFailsAndLeavesNothing() throws Exception {
    byte[] body = octets(3 * MIB + 1);
    assertThat(failure(ask(exchange -> TestServer.answer(exchange, 200, body))))
        .isInstanceOf(AnswerTooLongException.class);
    assertThat(failure(ask(exchange -> TestServer.answer(exchange, 500, octets(2001)))))
        .isInstanceOf(AnswerTooLongException.class);
    requireNothingLeft();
  }

  @Test
  void anAnswerThatIsShorterThanItSaysLeavesNothing() throws Exception {
    Throwable failure =
        failure(
            ask(
                exchange -> {
                  exchange.sendResponseHeaders(200, 2 * MIB);
                  exchange.getResponseBody().write(octets(MIB));
                  throw new IOException("gone");
                }));
    assertThat(failure).isInstanceOf(IOException.class);
    requireNothingLeft();
  }

  @Test
  void theAnswersOfAllExchangesAreBoundedTogether() throws Exception {
    SpooledAnswer first = (SpooledAnswer) answer(200, 3 * MIB);
    byte[] body = octets(3 * MIB);
    assertThat(failure(ask(exchange -> TestServer.answer(exchange, 200, body))))
        .isInstanceOf(SpoolFaultException.class);
    assertThat(spool.taken()).isEqualTo(3 * MIB);
    first.close();
    first.close();
    requireNothingLeft();
    ((SpooledAnswer) answer(200, 3 * MIB)).close();
  }

  @Test
  void aFolderThatCannotBeWrittenFailsTheExchange() throws Exception {
    spool = new Spool(folder.resolve("gone"), 5 * MIB);
    byte[] body = octets(MIB);
    assertThat(failure(ask(exchange -> TestServer.answer(exchange, 200, body))))
        .isInstanceOf(SpoolFaultException.class);
    assertThat(spool.taken()).isZero();
  }

  /** An answer without end is cancelled by the caller's time limit. */
  @Test
  void anAnswerThatIsCancelledLeavesNothing() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<HttpResponse<AnswerBody>> exchange =
        ask(
            each -> {
              each.sendResponseHeaders(200, 0);
              each.getResponseBody().write(octets(MIB));
              each.getResponseBody().flush();
              try {
                over.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> spool.taken() > 0);
    exchange.cancel(true);
    assertThatThrownBy(exchange::join).isInstanceOf(RuntimeException.class);
    over.countDown();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return spool.taken() == 0;
            });
    requireNothingLeft();
  }
}
