package org.bailiwick.node.hsm;

import java.lang.System.Logger.Level;
import java.security.Provider;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tries to reach the token, each time on a thread and by a provider instance of its own. One that
 * hangs is left behind; it goes no further when it returns, and above all does not log in.
 */
final class Attempts {

  private static final System.Logger LOG = System.getLogger(Attempts.class.getName());

  /** Well above a login; two fit into the five seconds within which a token that is back signs. */
  private static final long PATIENCE_MILLIS = 2_000;

  /**
   * Threads that are left behind at most. Linux gives a connection up after 127 seconds by default
   * (tcp_syn_retries), so that an attempt every two and a half seconds never has so many waiting.
   */
  private static final int MOST = 64;

  private final Semaphore threads = new Semaphore(MOST);

  /** Kept: when an instance is collected, its sessions are closed by number (TokenLogin). */
  private final Queue<Provider> kept = new ConcurrentLinkedQueue<>();

  /** A login through a new instance, if the token answers in time. */
  Optional<TokenLogin> reach(SunPkcs11 library, TokenPin pin) throws InterruptedException {
    if (!threads.tryAcquire()) {
      return Optional.empty();
    }
    Attempt attempt = new Attempt();
    Thread.ofPlatform().daemon().name("hsm-attempt").start(() -> make(attempt, library, pin));
    try {
      return Optional.of(attempt.login.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (TimeoutException hangs) {
      attempt.leave();
    } catch (ExecutionException failure) {
      LOG.log(Level.DEBUG, "The token was not reached anew: {0}", failure.getCause().getMessage());
    }
    return attempt.made();
  }

  private void make(Attempt attempt, SunPkcs11 library, TokenPin pin) {
    try {
      // Asks the module for the token and its mechanisms: one that hangs does so here.
      Provider instance = library.instance();
      kept.add(instance);
      if (attempt.goesOn()) {
        attempt.login.complete(logIn(instance, pin));
      }
    } catch (TokenFailure | RuntimeException failure) {
      attempt.login.completeExceptionally(failure);
    } finally {
      threads.release();
    }
  }

  private static TokenLogin logIn(Provider instance, TokenPin pin) throws TokenFailure {
    char[] copy = pin.copy();
    try {
      TokenLogin login = TokenLogin.open(instance, copy);
      login.probe();
      return login;
    } catch (TokenFailure failure) {
      if (failure.kind() == TokenFailure.Kind.PIN_REFUSED) {
        pin.refuse(failure);
      }
      throw failure;
    } finally {
      Arrays.fill(copy, '\0');
    }
  }

  /** One attempt; it and who waits for it settle between them whether it goes on. */
  private static final class Attempt {
    private final CompletableFuture<TokenLogin> login = new CompletableFuture<>();
    private boolean left;

    synchronized void leave() {
      left = true;
    }

    synchronized boolean goesOn() {
      return !left;
    }

    /** What came between the end of the patience and the leaving. */
    Optional<TokenLogin> made() {
      return login.isDone() && !login.isCompletedExceptionally()
          ? Optional.of(login.join())
          : Optional.empty();
    }
  }
}
