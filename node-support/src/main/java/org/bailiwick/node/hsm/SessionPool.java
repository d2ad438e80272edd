package org.bailiwick.node.hsm;

import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.node.hsm.login.TokenFailure;

/**
 * Runs native calls on its own threads, one for each session. A native call cannot be interrupted,
 * so after a time limit its caller gets an error, and the call keeps its session until it returns.
 * When all sessions hang, the pool refuses further callers after a bounded wait.
 */
final class SessionPool implements AutoCloseable {

  private final BlockingDeque<PooledSession> free = new LinkedBlockingDeque<>();
  private final AtomicInteger overdue = new AtomicInteger();
  private final ExecutorService threads;
  private final Pkcs11Settings settings;

  SessionPool(Pkcs11Settings settings) {
    this.settings = settings;
    for (int i = 0; i < settings.sessions(); i++) {
      free.add(new PooledSession());
    }
    this.threads =
        Executors.newFixedThreadPool(
            settings.sessions(), Thread.ofPlatform().daemon().name("hsm-", 1).factory());
  }

  /** Work that needs a session of the pool. */
  interface Work<T> {
    T on(PooledSession session) throws TokenFailure;
  }

  <T> T run(Work<T> work) throws TokenFailure {
    PooledSession session = take();
    Call<T> call = new Call<>(work, session);
    Future<T> answer;
    try {
      answer = threads.submit(call::run);
    } catch (RejectedExecutionException e) {
      free.addFirst(session);
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

  /** Whether overdue calls hold all sessions. */
  boolean allOverdue() {
    return overdue() >= settings.sessions();
  }

  /** The number of calls that run although their callers no longer wait. */
  int overdue() {
    return overdue.get();
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  private PooledSession take() throws TokenFailure {
    Duration wait = settings.sessionWait();
    try {
      PooledSession session = free.pollFirst(wait.toNanos(), TimeUnit.NANOSECONDS);
      if (session != null) {
        return session;
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

  /** One call. Its two threads decide under its lock whether it counts as overdue. */
  private final class Call<T> {
    private final Work<T> work;
    private final PooledSession session;
    private boolean returned;
    private boolean abandoned;

    Call(Work<T> work, PooledSession session) {
      this.work = work;
      this.session = session;
    }

    T run() throws TokenFailure {
      try {
        return work.on(session);
      } finally {
        settle();
        free.addFirst(session);
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
