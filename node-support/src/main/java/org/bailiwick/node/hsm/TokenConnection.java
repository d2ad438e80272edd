package org.bailiwick.node.hsm;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bailiwick.node.hsm.login.SunPkcs11;
import org.bailiwick.node.hsm.login.TokenFailure;
import org.bailiwick.node.hsm.login.TokenLogin;
import org.bailiwick.node.hsm.login.TokenPin;

/** Holds the login in use and opens a new one after it was lost. */
final class TokenConnection {

  private static final System.Logger LOG = System.getLogger(TokenConnection.class.getName());
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final String CLOSED = "the token was closed";

  private final SunPkcs11 library;

  private final TokenPin pin;

  /** Keeps lost logins reachable, for the reason that {@link TokenLogin} gives. */
  private final List<TokenLogin> lost = new ArrayList<>();

  private TokenLogin current;
  private boolean loginLost;
  private boolean closed;
  private volatile boolean givenUp;
  private TokenFailure lastFailure;
  private long nextTry = System.nanoTime();

  TokenConnection(SunPkcs11 library, TokenPin pin) {
    this.library = library;
    this.pin = pin;
  }

  TokenConnection(SunPkcs11 library, TokenPin pin, TokenLogin made) {
    this(library, pin);
    this.current = made;
  }

  /** The login in use, or a new one; at most one attempt in half a second. */
  synchronized TokenLogin login() throws TokenFailure {
    if (givenUp) {
      throw new TokenFailure(TokenFailure.Kind.BUSY, "the session hung and was given up");
    }
    if (current != null) {
      return current;
    }
    char[] copy = pin.copy();
    try {
      return opened(copy);
    } finally {
      Arrays.fill(copy, '\0');
    }
  }

  private TokenLogin opened(char[] given) throws TokenFailure {
    if (System.nanoTime() - nextTry < 0) {
      throw lastFailure;
    }
    try {
      current = TokenLogin.open(library.instance(), given);
      pin.taken();
      LOG.log(
          loginLost ? Level.INFO : Level.DEBUG,
          "Logged in to the token through {0}",
          provider(current));
      loginLost = false;
      return current;
    } catch (TokenFailure failure) {
      remember(failure);
      throw failure;
    }
  }

  /** Logs in once with a PIN that a person gave, unless there is one that was not refused. */
  synchronized Activation activate(char[] given) {
    if (closed) {
      return new Activation.Unavailable(CLOSED);
    }
    if (pin.isGiven()) {
      return new Activation.AlreadyActive();
    }
    try {
      current = TokenLogin.open(library.instance(), given);
      pin.taken(given);
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
      loginLost = true;
      current = null;
    }
  }

  /** A login through a provider instance that makes keys of this label. */
  TokenLogin loginFor(String newKeyLabel) throws TokenFailure {
    login();
    char[] copy = pin.copy();
    try {
      return TokenLogin.open(library.instanceFor(newKeyLabel), copy);
    } finally {
      Arrays.fill(copy, '\0');
    }
  }

  /** Refuses logins from now on, without waiting for a call that hangs. */
  void giveUp() {
    givenUp = true;
  }

  /** Ends the use of a good login, because its key store does not show new keys. */
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
    pin.refuse(new TokenFailure(TokenFailure.Kind.REFUSED, CLOSED));
    current = null;
    if (last != null) {
      last.logOut();
    }
  }

  private void remember(TokenFailure failure) {
    lastFailure = failure;
    loginLost = true;
    nextTry = System.nanoTime() + PAUSE_NANOS;
    if (failure.kind() == TokenFailure.Kind.PIN_REFUSED) {
      pin.refuse(failure);
    }
    LOG.log(Level.ERROR, "No login to the token: {0}", failure.reason());
  }

  private static String provider(TokenLogin login) {
    return login.provider().getName();
  }
}
