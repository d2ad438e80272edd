package org.bailiwick.node.hsm;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The login that is in use, and its replacement after a loss. A refused PIN ends it for good: only
 * a restart, by someone who corrected the file, tries again.
 */
final class TokenConnection {

  private static final System.Logger LOG = System.getLogger(TokenConnection.class.getName());
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final SunPkcs11 library;
  private final char[] pin;

  /** Lost logins stay reachable, see {@link TokenLogin}. */
  private final List<TokenLogin> lost = new ArrayList<>();

  private TokenLogin current;
  private boolean away;
  private TokenFailure refused;
  private TokenFailure lastFailure;
  private long nextTry = System.nanoTime();

  TokenConnection(SunPkcs11 library, char[] pin) {
    this.library = library;
    this.pin = pin;
  }

  /** The login in use, or a new one; at most one attempt in half a second. */
  synchronized TokenLogin login() throws TokenFailure {
    if (refused != null) {
      throw refused;
    }
    if (current != null) {
      return current;
    }
    if (System.nanoTime() - nextTry < 0) {
      throw lastFailure;
    }
    try {
      current = TokenLogin.open(library.instance(), pin);
      LOG.log(
          away ? Level.INFO : Level.DEBUG, "Logged in to the token through {0}", provider(current));
      away = false;
      return current;
    } catch (TokenFailure failure) {
      remember(failure);
      throw failure;
    }
  }

  /** Gives up a login whose session failed, unless another thread already did. */
  synchronized void forget(TokenLogin broken, TokenFailure failure) {
    if (current == broken) {
      LOG.log(Level.WARNING, "Session of {0} lost: {1}", provider(broken), failure.reason());
      lost.add(broken);
      away = true;
      current = null;
    }
  }

  /** A provider instance, already logged in, that makes keys of this label. */
  TokenLogin loginFor(String newKeyLabel) throws TokenFailure {
    login();
    return TokenLogin.open(library.instanceFor(newKeyLabel), pin);
  }

  /** Replaces a login that is well, because its key store does not show what was added. */
  synchronized void renew() {
    if (current != null) {
      lost.add(current);
      current = null;
    }
  }

  synchronized void close() {
    refused = new TokenFailure(TokenFailure.Kind.REFUSED, "the token was closed");
    current = null;
    Arrays.fill(pin, '\0');
  }

  private void remember(TokenFailure failure) {
    lastFailure = failure;
    away = true;
    nextTry = System.nanoTime() + PAUSE_NANOS;
    if (failure.kind() == TokenFailure.Kind.PIN_REFUSED) {
      refused = failure;
      Arrays.fill(pin, '\0');
    }
    LOG.log(Level.ERROR, "No login to the token: {0}", failure.reason());
  }

  private static String provider(TokenLogin login) {
    return login.provider().getName();
  }
}
