package org.bailiwick.node.hsm.login;

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
 * Tries to log in to the token, each time on a new thread and through a new provider instance. An
 * attempt that hangs is abandoned: when its native call returns, it does not log in.
 */
public final class LoginAttempts {

  private static final System.Logger LOG = System.getLogger(LoginAttempts.class.getName());

  /** Longer than a login; two attempts fit into the five seconds that recovery may take. */
  private static final long TIMEOUT_MILLIS = 2_000;

  /**
   * The bound on threads that hang at once. By default Linux ends a connection attempt after 127
   * seconds (tcp_syn_retries), so an attempt every two and a half seconds never reaches this
   * number.
   */
  private static final int MAX_THREADS = 64;

  private final Semaphore threads = new Semaphore(MAX_THREADS);

  /** Keeps provider instances reachable, for the reason that {@link TokenLogin} gives. */
  private final Queue<Provider> kept = new ConcurrentLinkedQueue<>();

  /** A login through a new provider instance, if the token answers in time. */
  public Optional<TokenLogin> attempt(SunPkcs11 library, TokenPin pin) throws InterruptedException {
    if (!threads.tryAcquire()) {
      return Optional.empty();
    }
    Attempt attempt = new Attempt();
    Thread.ofPlatform().daemon().name("hsm-attempt").start(() -> make(attempt, library, pin));
    try {
      return Optional.of(attempt.login.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
    } catch (TimeoutException hangs) {
      attempt.abandon();
    } catch (ExecutionException failure) {
      LOG.log(Level.DEBUG, "A login attempt failed: {0}", failure.getCause().getMessage());
    }
    return attempt.made();
  }

  private void make(Attempt attempt, SunPkcs11 library, TokenPin pin) {
    try {
      // This call asks the module for the token and its mechanisms, and hangs if the token does.
      Provider instance = library.instance();
      kept.add(instance);
      if (attempt.isWanted()) {
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

  /** One attempt; its lock orders the decisions of its thread and of the waiting one. */
  private static final class Attempt {
    private final CompletableFuture<TokenLogin> login = new CompletableFuture<>();
    private boolean abandoned;

    synchronized void abandon() {
      abandoned = true;
    }

    synchronized boolean isWanted() {
      return !abandoned;
    }

    /** The login if it succeeded between the timeout and the abandonment. */
    Optional<TokenLogin> made() {
      return login.isDone() && !login.isCompletedExceptionally()
          ? Optional.of(login.join())
          : Optional.empty();
    }
  }
}
