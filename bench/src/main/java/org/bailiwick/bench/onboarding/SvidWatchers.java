package org.bailiwick.bench.onboarding;

import io.spiffe.workloadapi.Watcher;
import io.spiffe.workloadapi.WorkloadApiClient;
import io.spiffe.workloadapi.X509Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Many watchers of the X.509-SVID by java-spiffe, which the Workload API sends each new one. */
final class SvidWatchers {
  private static final long MOST_MILLIS = Duration.ofMinutes(3).toMillis();

  private final String socket;
  private final Path chain;
  private final List<WorkloadApiClient> clients = new ArrayList<>();
  private String expected = "";
  private int watching;
  private int arrived;
  private long firstMillis;
  private long lastMillis;

  /**
   * @param chain the file that the agent proxy writes at a renewal
   */
  SvidWatchers(String socket, Path chain) {
    this.socket = socket;
    this.chain = chain;
  }

  /** Opens watchers, and returns when each has its first X.509-SVID. */
  String open(int connections, int watchers) throws InterruptedException {
    long began = System.currentTimeMillis();
    for (int each = 0; each < connections; each++) {
      WorkloadApiClient client = SvidFetches.client(socket);
      clients.add(client);
      for (int watcher = 0; watcher < watchers; watcher++) {
        client.watchX509Context(new Counting());
      }
    }
    watching += connections * watchers;
    await(() -> arrived >= watching);
    return String.format(
        Locale.ROOT, "watchers=%d opened_ms=%d", watching, System.currentTimeMillis() - began);
  }

  /** Waits until all watchers have the next X.509-SVID after the one that they have now. */
  String next() throws IOException, InterruptedException {
    String before = serial();
    await(() -> !expected.equals(before) && arrived >= watching);
    long written = Files.getLastModifiedTime(chain).toMillis();
    synchronized (this) {
      return String.format(
          Locale.ROOT,
          "watchers=%d first_ms=%d last_ms=%d",
          watching,
          firstMillis - written,
          lastMillis - written);
    }
  }

  private synchronized void await(BooleanSupplier done) throws InterruptedException {
    long end = System.currentTimeMillis() + MOST_MILLIS;
    while (!done.getAsBoolean()) {
      long left = end - System.currentTimeMillis();
      if (left <= 0) {
        throw new IllegalStateException(
            arrived + " of " + watching + " watchers have the X.509-SVID " + expected);
      }
      wait(left);
    }
  }

  private synchronized String serial() {
    return expected;
  }

  private synchronized void arrived(String serial) {
    lastMillis = System.currentTimeMillis();
    if (!serial.equals(expected)) {
      expected = serial;
      arrived = 0;
      firstMillis = lastMillis;
    }
    arrived++;
    notifyAll();
  }

  private final class Counting implements Watcher<X509Context> {
    @Override
    public void onUpdate(X509Context update) {
      arrived(update.getDefaultSvid().getLeaf().getSerialNumber().toString(16));
    }

    @Override
    public void onError(Throwable error) {
      System.err.println("a watcher has ended: " + error);
    }
  }
}
