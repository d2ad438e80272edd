package org.bailiwick.system.survival;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Wire;

/** Clients that go on whatever happens to the node: what got no answer is sent again as it was. */
abstract class Load {
  /** On a busy machine a node takes minutes to start. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int CLIENTS = 2;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration BREATH = Duration.ofMillis(700);

  private final Wire wire;
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final List<Future<?>> clients = new ArrayList<>();
  private volatile boolean over;

  Load(Wire wire) {
    this.wire = wire;
  }

  /** One thing that a client does, to its end. */
  abstract void once();

  /** The number of finished operations. */
  abstract int done();

  final void start() {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          threads.submit(
              () -> {
                while (!over) {
                  once();
                  breathe();
                }
              }));
    }
  }

  /** Waits until something more is done; fails at once if a client failed. */
  final void awaitMore() {
    int before = done();
    await("load goes on")
        .atMost(PATIENCE)
        .until(
            () -> {
              if (clients.stream().anyMatch(Future::isDone)) {
                end();
              }
              return done() > before;
            });
  }

  /** Lets each client finish what it is at; fails if one of them failed. */
  final void end() {
    over = true;
    try {
      for (Future<?> client : clients) {
        client.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("a client failed", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * The first answer that says more than "not yet": a node that is gone breaks connections, one
   * that starts has no path deployed yet.
   */
  final Answer persistently(Call call) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        Answer answer = wire.send(call);
        if (isFinal(answer.status())) {
          return answer;
        }
      } catch (IllegalStateException e) {
        if (Instant.now().isAfter(deadline)) {
          throw e;
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("no other answer than 404, 429 or 5xx");
      }
      rest();
    }
  }

  private static boolean isFinal(int status) {
    return status < SERVER_ERROR && status != NOT_FOUND && status != TOO_MANY_REQUESTS;
  }

  /** At full speed only where that is the test; otherwise a load takes what others need. */
  static void breathe() {
    if (!Machine.isQuiet()) {
      rest(BREATH);
    }
  }

  static void rest() {
    rest(PAUSE);
  }

  private static void rest(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
