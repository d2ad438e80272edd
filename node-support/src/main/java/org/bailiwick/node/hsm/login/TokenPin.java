package org.bailiwick.node.hsm.login;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The PIN of a token, for all logins to it. A refused PIN is forgotten; the next try needs a
 * restart with a corrected file, or a person who gives another PIN. No method waits for the token.
 */
public final class TokenPin {

  /** Empty until a PIN is given. */
  private char[] pin;

  private boolean good;
  private Optional<TokenFailure> refused = Optional.empty();

  private TokenPin(char[] pin) {
    this.pin = pin;
  }

  /** The PIN in this file; without a file there is none yet. */
  public static TokenPin of(Optional<Path> file) {
    return new TokenPin(file.map(PinFile::read).orElseGet(() -> new char[0]));
  }

  /**
   * A copy for one login, which the caller overwrites.
   *
   * @throws TokenFailure NOT_ACTIVATED while there is none, or the failure by which it was refused
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

  /** Whether the token has accepted the PIN, so that another login cannot count as a wrong try. */
  public synchronized boolean isGood() {
    return good && pin.length > 0;
  }

  /** Notes that the token accepted the PIN. */
  public synchronized void taken() {
    good = true;
  }

  /** Notes that the token accepted this PIN, which a person gave. */
  public synchronized void taken(char[] given) {
    pin = given.clone();
    good = true;
    refused = Optional.empty();
  }

  /** Forgets the PIN; later calls of {@link #copy} fail with this failure. */
  public synchronized void refuse(TokenFailure failure) {
    refused = Optional.of(failure);
    good = false;
    Arrays.fill(pin, '\0');
    pin = new char[0];
  }
}
