package org.bailiwick.node.secretstore;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.Pkcs11Token;

/** Wrapping keys in the node's PKCS#11 token. */
public final class TokenWrappingKeys implements WrappingKeys {

  /** Each reading anew costs a login that stays in memory. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Pkcs11Token token;
  private final LongSupplier nanos;
  private long nextReading;

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  public TokenWrappingKeys(Pkcs11Token token, LongSupplier nanos) {
    this.token = token;
    this.nanos = nanos;
    this.nextReading = nanos.getAsLong();
  }

  @Override
  public void make(String label) {
    try {
      token.generateSecretKey(label);
    } catch (IllegalStateException e) {
      throw unavailable("wrapping-key-not-made", "The HSM made no key for secrets.", e);
    }
  }

  @Override
  public void delete(String label) {
    try {
      token.delete(label);
    } catch (IllegalStateException e) {
      throw unavailable("wrapping-key-not-deleted", "The HSM did not delete the key.", e);
    }
  }

  @Override
  public byte[] wrap(String label, byte[] secret, byte[] context) {
    return withKey(label, () -> token.cipher(label).encrypt(secret, context));
  }

  @Override
  public byte[] unwrap(String label, byte[] wrapped, byte[] context) {
    return withKey(label, () -> token.cipher(label).decrypt(wrapped, context));
  }

  /** Another node may have made the key in the same token after this node's login. */
  private byte[] withKey(String label, Supplier<byte[]> call) {
    try {
      return call.get();
    } catch (ProblemException e) {
      if (token.holds(label)) {
        throw e;
      }
      if (mayRead()) {
        token.reread();
        if (token.holds(label)) {
          return call.get();
        }
      }
      throw unavailable("wrapping-key-missing", "The HSM does not hold the key for secrets.", e);
    }
  }

  private synchronized boolean mayRead() {
    if (nanos.getAsLong() - nextReading < 0) {
      return false;
    }
    nextReading = nanos.getAsLong() + PAUSE.toNanos();
    return true;
  }

  private static ProblemException unavailable(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.SIGNER_UNAVAILABLE, check, detail, cause);
  }
}
