package org.bailiwick.aca.nonce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Mints nonces and recognises them without storing them: base64url of expiry (8 octets, epoch
 * seconds), 16 random octets and an HMAC-SHA-256 over both. Every authority node has the same key
 * file, so a nonce from one is accepted by the others. {@link SpentNonces} keeps a nonce from being
 * used twice.
 */
public final class NonceMint {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_OCTETS = 32;
  private static final int BODY_OCTETS = 8 + 16;
  private static final int TAG_OCTETS = 32;

  /** The greatest difference of two nodes' clocks, which {@link SpentNonces} tolerates too. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private final SecretKeySpec key;
  private final Duration lifetime;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public NonceMint(byte[] key, Duration lifetime, Clock clock) {
    if (key.length != KEY_OCTETS) {
      throw new IllegalArgumentException("the nonce key must have 32 octets");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** Reads the key from its file; fails with a message that names the file. */
  public static NonceMint load(Path keyFile, Duration lifetime, Clock clock) {
    try {
      return new NonceMint(Files.readAllBytes(keyFile), lifetime, clock);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the nonce key " + keyFile, unreadable);
    }
  }

  public Nonce mint() {
    byte[] salt = new byte[BODY_OCTETS - Long.BYTES];
    random.nextBytes(salt);
    Instant expiresAt = endOfLife();
    byte[] body =
        ByteBuffer.allocate(BODY_OCTETS).putLong(expiresAt.getEpochSecond()).put(salt).array();
    byte[] whole = ByteBuffer.allocate(BODY_OCTETS + TAG_OCTETS).put(body).put(tag(body)).array();
    return new Nonce(Octets.of(whole).base64url(), expiresAt);
  }

  /**
   * The nonce of this text, if the authority minted it and it has not expired; otherwise
   * NONCE_INVALID.
   */
  public Nonce require(String text) {
    byte[] whole =
        Octets.parse(text)
            .filter(octets -> octets.size() == BODY_OCTETS + TAG_OCTETS)
            .orElseThrow(() -> refusal("nonce-malformed", "The nonce is malformed."))
            .bytes();
    byte[] body = Arrays.copyOf(whole, BODY_OCTETS);
    byte[] tag = Arrays.copyOfRange(whole, BODY_OCTETS, whole.length);
    if (!MessageDigest.isEqual(tag, tag(body))) {
      throw refusal("nonce-foreign", "The nonce was not issued by this authority.");
    }
    Instant expiresAt = Instant.ofEpochSecond(ByteBuffer.wrap(body).getLong());
    if (isOver(expiresAt)) {
      throw refusal("nonce-expired", "The nonce has expired.");
    }
    return new Nonce(text, expiresAt);
  }

  /** The expiry of a nonce that is made now, in whole seconds. */
  Instant endOfLife() {
    return Instant.ofEpochSecond(clock.instant().plus(lifetime).getEpochSecond());
  }

  /**
   * Also true for an expiry later than that of a nonce minted now, which only a node with a fast
   * clock can have minted.
   */
  boolean isOver(Instant expiresAt) {
    Instant now = clock.instant();
    return !now.isBefore(expiresAt) || expiresAt.isAfter(now.plus(lifetime).plus(CLOCK_TOLERANCE));
  }

  /**
   * A secret that every node with this key can derive, and nobody else. Each purpose has a key of
   * its own, so no such secret is ever the tag of a nonce.
   */
  public byte[] derive(String purpose, Octets message) {
    byte[] own = mac(key, ("derive " + purpose).getBytes(StandardCharsets.US_ASCII));
    return mac(new SecretKeySpec(own, ALGORITHM), message.bytes());
  }

  private byte[] tag(byte[] body) {
    return mac(key, body);
  }

  private static byte[] mac(SecretKeySpec key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
    }
  }

  private static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.NONCE_INVALID, check, detail);
  }
}
