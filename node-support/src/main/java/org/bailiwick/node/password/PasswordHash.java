package org.bailiwick.node.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The Argon2id hash of a password (RFC 9106), as the text {@code
 * $argon2id$v=19$m=…,t=…,p=…$salt$hash} that other implementations read too.
 *
 * <p>New hashes have 19 MiB of memory, two passes and one lane, the second of the equivalent
 * choices of the OWASP Password Storage Cheat Sheet. The 64 MiB and four lanes that RFC 9106
 * section 4 recommends second suit a node less: Bouncy Castle computes lanes one after the other,
 * and each computation's memory comes from the heap that requests share.
 */
public final class PasswordHash {
  private static final Cost COST = new Cost(19_456, 2, 1);

  /** A row with a greater cost was not written by this product; to compute it would be its harm. */
  private static final Cost MOST = new Cost(65_536, 4, 4);

  private static final int SALT_BYTES = 16; // RFC 9106 section 3.1
  private static final int HASH_BYTES = 32;
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
  private static final Pattern TEXT =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})"
              + "\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{22,86})");

  private final Cost cost;
  private final byte[] salt;
  private final byte[] hash;

  /** Memory in KiB, passes and lanes. */
  private record Cost(int memory, int passes, int lanes) {
    boolean isWithin(Cost bound) {
      return memory >= 8 * lanes // RFC 9106 section 3.1
          && memory <= bound.memory
          && passes >= 1
          && passes <= bound.passes
          && lanes >= 1
          && lanes <= bound.lanes;
    }
  }

  private PasswordHash(Cost cost, byte[] salt, byte[] hash) {
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a password with a new salt. */
  public static PasswordHash of(String password, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new PasswordHash(COST, salt, compute(COST, salt, password, HASH_BYTES));
  }

  /**
   * A hash that no password has, with the cost of a new one. It is compared where there is no
   * account, so that the time of the answer does not tell.
   */
  public static PasswordHash ofNobody() {
    return new PasswordHash(COST, new byte[SALT_BYTES], new byte[HASH_BYTES]);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException for another text, and for a cost that this node does not allow
   */
  public static PasswordHash parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a hash of Argon2id");
    }
    Cost cost =
        new Cost(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)));
    if (!cost.isWithin(MOST)) {
      throw new IllegalArgumentException("a hash of Argon2id with another cost than allowed");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new PasswordHash(cost, base64.decode(parts.group(4)), base64.decode(parts.group(5)));
  }

  /** Whether it is the hash of this password; the comparison takes the same time for all. */
  public boolean matches(String password) {
    return MessageDigest.isEqual(hash, compute(cost, salt, password, hash.length));
  }

  /** The text that is stored. */
  public String text() {
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memory(),
            cost.passes(),
            cost.lanes(),
            BASE64.encodeToString(salt),
            BASE64.encodeToString(hash));
  }

  /** Neither salt nor hash, since texts reach logs. */
  @Override
  public String toString() {
    return "PasswordHash[" + cost + "]";
  }

  private static byte[] compute(Cost cost, byte[] salt, String password, int length) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memory())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    argon2.generateBytes(composed(password).getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }

  /** One password typed on two keyboards is one text in NFC (RFC 8265 section 4.2). */
  private static String composed(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }
}
