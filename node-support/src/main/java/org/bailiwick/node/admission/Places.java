package org.bailiwick.node.admission;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bailiwick.node.admission.AdmissionSettings.Share;

/**
 * A bounded number of places, with a bound for each caller. A request that finds no place waits a
 * moment, unless too many wait already. A caller with an empty name, behind a proxy that names no
 * address, has no bound of its own.
 */
final class Places {
  private static final String NOBODY = "";

  /** The reason why there was no place. */
  enum Shortage {
    NONE,
    /** The caller has all places that it may have. */
    OF_THE_CALLER,
    /** All places are taken. */
    OF_ALL
  }

  /** A caller's places, while a request has or wants one. */
  private static final class Line {
    private final Semaphore share;
    private int users;

    Line(int share) {
      this.share = new Semaphore(share, true);
    }
  }

  private final Share share;
  private final Semaphore all;
  private final Semaphore waitingPermits;
  private final Duration patience;
  private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

  /**
   * @param waitingPermits permits for waiting requests, which several objects may share
   */
  Places(Share share, Semaphore waitingPermits, Duration patience) {
    this.share = share;
    this.all = new Semaphore(share.all(), true);
    this.waitingPermits = waitingPermits;
    this.patience = patience;
  }

  /** Takes a place for this caller, if there is one; {@link #leave} gives it back. */
  Shortage enter(String caller) {
    Line line = caller.equals(NOBODY) ? null : join(caller);
    if (line != null && !took(line.share)) {
      part(caller);
      return Shortage.OF_THE_CALLER;
    }
    if (took(all)) {
      return Shortage.NONE;
    }
    if (line != null) {
      line.share.release();
      part(caller);
    }
    return Shortage.OF_ALL;
  }

  void leave(String caller) {
    all.release();
    if (!caller.equals(NOBODY)) {
      lines.get(caller).share.release();
      part(caller);
    }
  }

  /** The number of taken places. */
  int taken() {
    return share.all() - all.availablePermits();
  }

  private boolean took(Semaphore places) {
    if (places.tryAcquire()) {
      return true;
    }
    if (!waitingPermits.tryAcquire()) {
      return false;
    }
    try {
      return places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waitingPermits.release();
    }
  }

  private Line join(String caller) {
    return lines.compute(
        caller,
        (name, known) -> {
          Line line = known == null ? new Line(share.one()) : known;
          line.users++;
          return line;
        });
  }

  private void part(String caller) {
    lines.computeIfPresent(caller, (name, line) -> --line.users == 0 ? null : line);
  }
}
