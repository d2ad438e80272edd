package org.bailiwick.aca.crl;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The most octets of heap in use, garbage included, looked at every ten milliseconds. */
final class HeapPeak {

  private static final long PAUSE_MILLIS = 10;

  private final AtomicLong most = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread watcher;

  /** Begins after a collection. */
  HeapPeak() {
    System.gc();
    watcher = Thread.ofPlatform().daemon().start(this::watch);
  }

  double end() throws InterruptedException {
    ended.set(true);
    watcher.join();
    return most.get();
  }

  private void watch() {
    while (!ended.get()) {
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      most.accumulateAndGet(used, Math::max);
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }
}
