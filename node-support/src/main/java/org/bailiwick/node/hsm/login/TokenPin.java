package org.bailiwick.node.hsm.login;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The PIN of a token, for all logins to it. A refused PIN is forgotten: only a restart, by someone
 * who corrected the file, or a person with another PIN tries again. Nothing waits here for the
 * token.
 */
public final class TokenPin {

  /** Empty while nobody has given it. */
  private char[] pin;

  private boolean good;
  private Optional<TokenFailure> refused = Optional.empty();

  private TokenPin(char[] pin) {
    this.pin = pin;
  }

  /** The PIN in this file, or none yet. */
  public static TokenPin of(Optional<Path> file) {
    return new TokenPin(file.map(PinFile::read).orElseGet(() -> new char[0]));
  }

  /**
   * A copy for one login, which its user overwrites.
   *
   * @throws TokenFailure NOT_ACTIVATED while there is none, or as it was refused
   */
  public synchronized char[] copy() throws TokenFailure {
    if (refused.isPresent()) {
      throw refused.get();
    }
    if (pin.length == 0) {
      throw new TokenFailure(
          TokenFailure.Kind.NOT_ACTIVATED,
          "not activated: an officer gives the PIN, ./bailiwick ca activate");
    }
    return pin.clone();
  }

  public synchronized boolean isGiven() {
    return pin.length > 0;
  }

  /** Whether the token has taken it, so that another login costs no try. */
  public synchronized boolean isGood() {
    return good && pin.length > 0;
  }

  /** The token took it. */
  public synchronized void taken() {
    good = true;
  }

  /** The token took this one, which a person gave. */
  public synchronized void taken(char[] given) {
    pin = given.clone();
    good = true;
    refused = Optional.empty();
  }

  /** Forgets it; whoever asks is told why. */
  public synchronized void refuse(TokenFailure why) {
    refused = Optional.of(why);
    good = false;
    Arrays.fill(pin, '\0');
    pin = new char[0];
  }
}
