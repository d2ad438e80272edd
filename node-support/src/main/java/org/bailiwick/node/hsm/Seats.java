package org.bailiwick.node.hsm;

import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs native calls, a bounded number at a time, on threads of its own: a native call can't be
 * interrupted, so a caller must be able to leave without it. A call that hangs keeps its seat until
 * it returns; when all seats hang, callers are answered after the bounded wait.
 */
final class Seats implements AutoCloseable {

  private final BlockingDeque<Seat> free = new LinkedBlockingDeque<>();
  private final AtomicInteger overdue = new AtomicInteger();
  private final ExecutorService threads;
  private final Pkcs11Settings settings;

  Seats(Pkcs11Settings settings) {
    this.settings = settings;
    for (int i = 0; i < settings.sessions(); i++) {
      free.add(new Seat());
    }
    AtomicInteger number = new AtomicInteger();
    ThreadFactory daemons =
        work -> {
          Thread thread = new Thread(work, "hsm-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    this.threads = Executors.newFixedThreadPool(settings.sessions(), daemons);
  }

  /** Work that needs a seat. */
  interface Work<T> {
    T on(Seat seat) throws TokenFailure;
  }

  <T> T run(Work<T> work) throws TokenFailure {
    Seat seat = take();
    Call<T> call = new Call<>(work, seat);
    Future<T> answer;
    try {
      answer = threads.submit(call::run);
    } catch (RejectedExecutionException e) {
      free.addFirst(seat);
      throw busy("the token was closed");
    }
    try {
      return answer.get(settings.callTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      call.abandon();
      throw busy("the token did not answer within " + settings.callTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy("the caller was interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TokenFailure failure ? failure : TokenFailure.of(e.getCause());
    }
  }

  /** Every seat is taken by such a call. */
  boolean allOverdue() {
    return overdue() >= settings.sessions();
  }

  /** Calls that their callers gave up and that have not returned. */
  int overdue() {
    return overdue.get();
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  private Seat take() throws TokenFailure {
    Duration wait = settings.sessionWait();
    try {
      Seat seat = free.pollFirst(wait.toNanos(), TimeUnit.NANOSECONDS);
      if (seat != null) {
        return seat;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy("the caller was interrupted");
    }
    throw busy(
        "no session came free within %s; %d of %d calls are overdue"
            .formatted(wait, overdue(), settings.sessions()));
  }

  private static TokenFailure busy(String reason) {
    return new TokenFailure(TokenFailure.Kind.BUSY, reason);
  }

  /** One call; it and its caller settle between them whether it counts as overdue. */
  private final class Call<T> {
    private final Work<T> work;
    private final Seat seat;
    private boolean returned;
    private boolean abandoned;

    Call(Work<T> work, Seat seat) {
      this.work = work;
      this.seat = seat;
    }

    T run() throws TokenFailure {
      try {
        return work.on(seat);
      } finally {
        settle();
        free.addFirst(seat);
      }
    }

    private synchronized void settle() {
      returned = true;
      if (abandoned) {
        overdue.decrementAndGet();
      }
    }

    synchronized void abandon() {
      if (!returned) {
        abandoned = true;
        overdue.incrementAndGet();
      }
    }
  }
}
