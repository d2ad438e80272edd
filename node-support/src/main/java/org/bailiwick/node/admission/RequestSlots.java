package org.bailiwick.node.admission;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bailiwick.node.admission.AdmissionSettings.Share;

/**
 * So many places, of which one caller gets a share. Who finds none waits a moment, if there is room
 * to wait. A caller without a name, one behind a proxy that does not say whom it serves, has no
 * share of its own.
 */
final class RequestSlots {
  private static final String NOBODY = "";

  /** Why there was no place. */
  enum Shortage {
    NONE,
    /** The caller has its share. */
    OF_THE_CALLER,
    /** All together have all of them. */
    OF_ALL
  }

  /** A caller's share, for as long as somebody has or wants a part of it. */
  private static final class Line {
    private final Semaphore share;
    private int users;

    Line(int share) {
      this.share = new Semaphore(share, true);
    }
  }

  private final Share share;
  private final Semaphore all;
  private final Semaphore room;
  private final Duration patience;
  private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

  /**
   * @param room to wait in, which several kinds of places may have in common
   */
  RequestSlots(Share share, Semaphore room, Duration patience) {
    this.share = share;
    this.all = new Semaphore(share.all(), true);
    this.room = room;
    this.patience = patience;
  }

  /** Takes a place for this caller; {@link #leave} gives it back, if there was one. */
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
    if (!room.tryAcquire()) {
      return false;
    }
    try {
      return places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      room.release();
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
