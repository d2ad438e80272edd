package org.bailiwick.node.lists;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Makes and checks page tokens. A token holds a position, an expiry time and an HMAC-SHA256, which
 * also covers the query and the peer. The nodes of a component on one database have one random HMAC
 * key. A token that was altered, has expired, or belongs to another query or peer is refused, and
 * the peer starts its search again.
 */
public final class PageTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 32;
  private static final int MAX_LENGTH = 300;
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Supplier<byte[]> secret;

  /** The secret is the key of the HMAC. It is asked for each time. */
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
    byte[] token = Arrays.copyOf(mac(scope, content), MAC_BYTES + content.length);
    System.arraycopy(content, 0, token, MAC_BYTES, content.length);
    return BASE64.encodeToString(token);
  }

  /**
   * Returns the position that the token holds.
   *
   * @throws ProblemException malformed-request when the token has another scope or has expired
   */
  public String position(Scope scope, String token, Instant now) {
    byte[] bytes = decode(token);
    byte[] content = Arrays.copyOfRange(bytes, MAC_BYTES, bytes.length);
    byte[] mac = Arrays.copyOf(bytes, MAC_BYTES);
    if (!MessageDigest.isEqual(mac, mac(scope, content))) {
      throw refused("page-token-mac");
    }
    String[] parts = new String(content, StandardCharsets.UTF_8).split(" ", 2);
    if (now.getEpochSecond() > Long.parseLong(parts[0])) {
      throw refused("page-token-expired");
    }
    return parts[1];
  }

  private static byte[] decode(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      // The decoder ignores the unused bits of the last character, so several texts would decode to
      // one token. Only the text that encodes back to itself is accepted.
      if (token.length() <= MAX_LENGTH
          && bytes.length > MAC_BYTES
          && BASE64.encodeToString(bytes).equals(token)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw refused("page-token-encoding");
    }
    throw refused("page-token-encoding");
  }

  private byte[] mac(Scope scope, byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.get(), ALGORITHM));
      for (String part : new String[] {scope.peer(), scope.query()}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        mac.update(bytes);
      }
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform supports HmacSHA256", e);
    }
  }

  private static ProblemException refused(String check) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        check,
        "The page token does not belong to this search, or has expired; search again without it");
  }
}
