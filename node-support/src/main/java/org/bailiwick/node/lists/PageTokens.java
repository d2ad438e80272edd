package org.bailiwick.node.lists;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Makes and checks page tokens. A token holds a position and an expiry time, encrypted, because the
 * position may name what the peer may not see (AES-256-GCM, NIST SP 800-38D). Its key is made from
 * the query, the peer and random bytes of the token. The nodes of a component on one database have
 * one random secret. A token that was altered, has expired, or belongs to another query or peer is
 * refused, and the peer starts its search again.
 */
public final class PageTokens {
  private static final String MAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int RANDOM_BYTES = 16;
  private static final int TAG_BYTES = 16;

  /** Each key encrypts one token, so the nonce may be constant. */
  private static final byte[] NONCE = new byte[12];

  private static final int MAX_LENGTH = 300;
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Supplier<byte[]> secret;
  private final SecureRandom random = new SecureRandom();

  /** The keys of tokens are made from the secret. It is asked for each time. */
  public PageTokens(Supplier<byte[]> secret) {
    this.secret = secret;
  }

  /** Page tokens that count at every node of the component on this database. */
  public static PageTokens ofAllNodes(GroupWriter writer) {
    return new PageTokens(new PageTokenKey(writer, new SecureRandom()));
  }

  /** The scope of a token: one query of one peer. */
  public record Scope(String peer, String query) {}

  public String token(Scope scope, String position, Instant now) {
    byte[] content =
        (now.plus(LIFETIME).getEpochSecond() + " " + position).getBytes(StandardCharsets.UTF_8);
    byte[] own = new byte[RANDOM_BYTES];
    random.nextBytes(own);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, scope, own).doFinal(content);
      byte[] token = Arrays.copyOf(own, RANDOM_BYTES + sealed.length);
      System.arraycopy(sealed, 0, token, RANDOM_BYTES, sealed.length);
      return BASE64.encodeToString(token);
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  /**
   * Returns the position that the token holds.
   *
   * @throws ProblemException malformed-request when the token has another scope or has expired
   */
  public String position(Scope scope, String token, Instant now) {
    byte[] bytes = decode(token);
    String[] parts = new String(open(scope, bytes), StandardCharsets.UTF_8).split(" ", 2);
    if (now.getEpochSecond() > Long.parseLong(parts[0])) {
      throw refused("page-token-expired");
    }
    return parts[1];
  }

  private byte[] open(Scope scope, byte[] token) {
    try {
      return cipher(Cipher.DECRYPT_MODE, scope, Arrays.copyOf(token, RANDOM_BYTES))
          .doFinal(token, RANDOM_BYTES, token.length - RANDOM_BYTES);
    } catch (AEADBadTagException e) {
      throw refused("page-token-mac");
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  private static byte[] decode(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      // The decoder ignores the unused bits of the last character, so several texts would decode to
      // one token. Only the text that encodes back to itself is accepted.
      if (token.length() <= MAX_LENGTH
          && bytes.length > RANDOM_BYTES + TAG_BYTES
          && BASE64.encodeToString(bytes).equals(token)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw refused("page-token-encoding");
    }
    throw refused("page-token-encoding");
  }

  private Cipher cipher(int mode, Scope scope, byte[] own) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(MAC);
    mac.init(new SecretKeySpec(secret.get(), MAC));
    for (String part : new String[] {scope.peer(), scope.query()}) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      mac.update(bytes);
    }
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode,
        new SecretKeySpec(mac.doFinal(own), "AES"),
        new GCMParameterSpec(TAG_BYTES * Byte.SIZE, NONCE));
    return cipher;
  }

  private static IllegalStateException unsupported(GeneralSecurityException cause) {
    return new IllegalStateException("every Java platform supports HmacSHA256 and AES", cause);
  }

  private static ProblemException refused(String check) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        check,
        "The page token does not belong to this search, or has expired; search again without it");
  }
}
