package org.bailiwick.node.hsm;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.node.hsm.login.LoginAttempts;
import org.bailiwick.node.hsm.login.SunPkcs11;
import org.bailiwick.node.hsm.login.TokenFailure;
import org.bailiwick.node.hsm.login.TokenPin;

/**
 * Holds the access to the token and replaces it when it hangs. A native call cannot be interrupted,
 * and may hang long after the token is back, since the operating system retries a lost connection
 * with growing pauses. While all sessions hang, other threads try new logins, and the first login
 * that succeeds replaces the access.
 */
final class TokenFailover {

  private static final System.Logger LOG = System.getLogger(TokenFailover.class.getName());
  private static final long PAUSE_MILLIS = 500;

  private final SunPkcs11 library;
  private final TokenPin pin;
  private final Pkcs11Settings settings;
  private final LoginAttempts logins = new LoginAttempts();
  private final AtomicBoolean replacing = new AtomicBoolean();
  private volatile TokenAccess current;
  private volatile boolean closed;

  TokenFailover(SunPkcs11 library, TokenPin pin, Pkcs11Settings settings) {
    this.library = library;
    this.pin = pin;
    this.settings = settings;
    this.current = access(new TokenConnection(library, pin));
  }

  private TokenAccess access(TokenConnection connection) {
    return new TokenAccess(connection, new SessionPool(settings));
  }

  <T> T run(TokenAccess.Call<T> call) throws TokenFailure {
    TokenAccess access = current;
    try {
      return access.run(call);
    } catch (TokenFailure failure) {
      replaceIfHanging(access);
      throw failure;
    }
  }

  <T> T work(TokenAccess.Work<T> work) throws TokenFailure {
    TokenAccess access = current;
    try {
      return access.work(work);
    } catch (TokenFailure failure) {
      replaceIfHanging(access);
      throw failure;
    }
  }

  void renew() {
    current.renew();
  }

  void close() {
    closed = true;
    current.close();
  }

  /** Does nothing before the token has accepted the PIN, since a token locks after wrong PINs. */
  private void replaceIfHanging(TokenAccess access) {
    if (access.hangs() && pin.isGood() && !closed && replacing.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("hsm-look").start(() -> replace(access));
    }
  }

  private void replace(TokenAccess access) {
    try {
      while (access.hangs() && pin.isGood() && !closed) {
        logins
            .attempt(library, pin)
            .ifPresent(
                login -> {
                  current = access(new TokenConnection(library, pin, login));
                  access.giveUp();
                  LOG.log(
                      Level.WARNING,
                      "Every call through a session before hangs; the token answers through {0}",
                      login.provider().getName());
                });
        if (access == current) {
          Thread.sleep(PAUSE_MILLIS);
        } else {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      replacing.set(false);
    }
  }
}
