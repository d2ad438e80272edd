package org.bailiwick.node.hsm;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The login that is in use, and its replacement after a loss. A refused PIN is forgotten: only a
 * restart, by someone who corrected the file, or a person with another PIN tries again.
 */
final class TokenConnection {

  private static final System.Logger LOG = System.getLogger(TokenConnection.class.getName());
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final String CLOSED = "the token was closed";

  private final SunPkcs11 library;

  /** Empty while nobody has given it. */
  private char[] pin;

  /** Lost logins stay reachable, see {@link TokenLogin}. */
  private final List<TokenLogin> lost = new ArrayList<>();

  private TokenLogin current;
  private boolean away;
  private boolean closed;
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
    if (pin.length == 0) {
      throw new TokenFailure(
          TokenFailure.Kind.NOT_ACTIVATED,
          "not activated: an officer gives the PIN, ./bailiwick ca activate");
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

  /** Logs in with a PIN that a person gave, once, unless there is one that was not refused. */
  synchronized Activation activate(char[] given) {
    if (closed) {
      return new Activation.Unavailable(CLOSED);
    }
    if (pin.length > 0) {
      return new Activation.AlreadyActive();
    }
    try {
      current = TokenLogin.open(library.instance(), given);
      pin = given.clone();
      refused = null;
      LOG.log(Level.INFO, "The token was activated through {0}", provider(current));
      return new Activation.Done();
    } catch (TokenFailure failure) {
      LOG.log(Level.WARNING, "The token was not activated: {0}", failure.reason());
      return failure.kind() == TokenFailure.Kind.PIN_REFUSED
          ? new Activation.PinRefused()
          : new Activation.Unavailable(failure.reason());
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

  /** Logs out and forgets the PIN. */
  synchronized void close() throws TokenFailure {
    TokenLogin last = current;
    closed = true;
    refused = new TokenFailure(TokenFailure.Kind.REFUSED, CLOSED);
    current = null;
    forgetPin();
    if (last != null) {
      last.logOut();
    }
  }

  private void remember(TokenFailure failure) {
    lastFailure = failure;
    away = true;
    nextTry = System.nanoTime() + PAUSE_NANOS;
    if (failure.kind() == TokenFailure.Kind.PIN_REFUSED) {
      refused = failure;
      forgetPin();
    }
    LOG.log(Level.ERROR, "No login to the token: {0}", failure.reason());
  }

  private void forgetPin() {
    Arrays.fill(pin, '\0');
    pin = new char[0];
  }

  private static String provider(TokenLogin login) {
    return login.provider().getName();
  }
}
