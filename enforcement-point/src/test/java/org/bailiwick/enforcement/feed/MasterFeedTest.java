package org.bailiwick.enforcement.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.enforcement.AgentFacts;
import org.bailiwick.enforcement.FeedListener;
import org.bailiwick.enforcement.RevokedSerial;
import org.bailiwick.enforcement.TaskFlow;
import org.bailiwick.policy.bundle.VerifiedBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reader of the feed outlives what goes wrong around it: threat 70. */
class MasterFeedTest {
  private static final String FEED =
      """
      event: picture
      data: {}

      event: synced
      data: {}

      event: alive
      data: {}

      """;

  private static final String ALIVE =
      """
      event: alive
      data: {}

      """;

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicBoolean unreadable = new AtomicBoolean();
  private final AtomicBoolean held = new AtomicBoolean();
  private final CountDownLatch later = new CountDownLatch(1);
  private final AtomicLong paused = new AtomicLong();
  private final AtomicLong set = new AtomicLong();
  private HttpServer server;
  private MasterClient client;
  private MasterFeed feed;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.createContext("/", this::answer);
    server.start();
    client =
        new MasterClient(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()), this::credential);
    feed =
        new MasterFeed(
            client,
            new MasterFeed.Told(new Failing(), (number, digest) -> {}, () -> {}),
            Duration.ofSeconds(1),
            line -> {},
            () ->
                new Moment(
                    System.nanoTime() + paused.get(),
                    Instant.now().plusNanos(paused.get() + set.get())));
    feed.start();
  }

  @AfterEach
  void stop() {
    later.countDown();
    feed.close();
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    if (held.get()) {
      hold(exchange);
    } else {
      sendAll(exchange);
    }
  }

  private static void sendAll(HttpExchange exchange) throws IOException {
    byte[] body = FEED.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The first connection has one more sign of life later; there is no second one. */
  private void hold(HttpExchange exchange) throws IOException {
    if (later.getCount() == 0) {
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(FEED.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
    try {
      later.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.getResponseBody().write(ALIVE.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private SSLContext credential() {
    if (unreadable.get()) {
      refusals.incrementAndGet();
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "credential-folder", "The key cannot be read.");
    }
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void goesOnAfterACredentialThatCouldNotBeReadForAWhile() {
    await().until(feed::isFresh);
    unreadable.set(true);
    await().until(() -> refusals.get() > 1);
    unreadable.set(false);
    int before = requests.get();
    await().until(() -> requests.get() > before + 1);
    assertThat(feed.isRunning()).isTrue();
  }

  @Test
  void goesOnAfterAListenerHasFailed() {
    await().until(feed::isFresh);
    server.stop(0);
    await().until(() -> !feed.isFresh());
    await().pollDelay(Duration.ofMillis(600)).until(() -> true); // the watch has told it by now
    assertThat(feed.isRunning()).isTrue();
  }

  /** Threat 63: what was said before a pause of the process is no sign of life after it. */
  @Test
  void aSignOfLifeFromBeforeAPauseVouchesForNothing() {
    await().until(feed::isFresh);
    held.set(true);
    int before = requests.get();
    await().until(() -> requests.get() > before && feed.isFresh());
    int connections = requests.get();

    paused.set(Duration.ofHours(1).toNanos());
    later.countDown();

    await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              assertThat(feed.isFresh()).isFalse();
              return requests.get() > connections;
            });
  }

  /** Threats 63 and 69: a machine that was suspended, whose monotonic clock stood still. */
  @Test
  void aSuspendedMachineIsNotFreshAndAClockSetBackChangesNothing() {
    held.set(true);
    await().until(feed::isFresh);
    set.set(-Duration.ofDays(30).toNanos());
    assertThat(feed.isFresh()).isTrue();
    set.set(Duration.ofHours(1).toNanos());
    assertThat(feed.isFresh()).isFalse();
  }

  /** Fails when it is told that the feed is cut off. */
  private static final class Failing implements FeedListener {
    @Override
    public void cutOff() {
      throw new IllegalStateException("a listener's fault");
    }

    @Override
    public void picture() {}

    @Override
    public void bundle(VerifiedBundle bundle) {}

    @Override
    public void agent(AgentFacts agent) {}

    @Override
    public void revoked(RevokedSerial credential) {}

    @Override
    public void task(TaskFlow task) {}

    @Override
    public void taskEnded(String task) {}

    @Override
    public void synced() {}
  }
}
