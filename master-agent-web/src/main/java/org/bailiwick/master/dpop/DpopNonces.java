package org.bailiwick.master.dpop;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks the nonces of this domain (RFC 9449 sections 8 and 9). A nonce holds the time at
 * which it was made and an HMAC of it, under a key that all domain nodes share; nothing is stored.
 * A nonce may be used for many proofs while it is fresh, because each proof counts once.
 */
public final class DpopNonces {

  /** How long a nonce is fresh. */
  static final Duration LIFETIME = Duration.ofMinutes(2);

  /** By how much the clock of the node that made it may be ahead; else the client gets another. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 16; // 128 bits; a longer one gains nothing for two minutes
  private static final int LENGTH = Long.BYTES + MAC_BYTES;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Supplier<byte[]> secret;
  private final Clock clock;

  /** The secret is the key of the HMAC. It is asked for each time. */
  public DpopNonces(Supplier<byte[]> secret, Clock clock) {
    this.secret = secret;
    this.clock = clock;
  }

  /** A nonce that is fresh now. */
  String next() {
    byte[] time = bytes(clock.instant().getEpochSecond());
    return BASE64.encodeToString(ByteBuffer.allocate(LENGTH).put(time).put(mac(time)).array());
  }

  /** Whether a node of this domain has made the nonce, and not too long ago. */
  boolean isFresh(String nonce) {
    byte[] parts = decode(nonce);
    if (parts.length != LENGTH || !BASE64.encodeToString(parts).equals(nonce)) {
      return false;
    }
    byte[] time = Arrays.copyOf(parts, Long.BYTES);
    if (!MessageDigest.isEqual(Arrays.copyOfRange(parts, Long.BYTES, LENGTH), mac(time))) {
      return false;
    }
    Instant made = Instant.ofEpochSecond(ByteBuffer.wrap(time).getLong());
    Instant now = clock.instant();
    return !made.isBefore(now.minus(LIFETIME)) && !made.isAfter(now.plus(LEEWAY));
  }

  private static byte[] decode(String nonce) {
    try {
      return Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] bytes(long seconds) {
    return ByteBuffer.allocate(Long.BYTES).putLong(seconds).array();
  }

  private byte[] mac(byte[] time) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.get(), ALGORITHM));
      return Arrays.copyOf(mac.doFinal(time), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform supports HmacSHA256", e);
    }
  }
}
