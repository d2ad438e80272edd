package org.bailiwick.aca.evidence.join;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.bailiwick.aca.claims.Claims;

/**
 * The text of a join token: a prefix by which scanners for secrets find it, and 256 random bits in
 * base64url. Its 49 characters fit into a password (libest accepts 255).
 */
public record JoinToken(String text, Instant expiresAt) {

  /** Begins every token. */
  static final String PREFIX = "bwjoin_";

  private static final int OCTETS = 32;
  private static final int ID_LENGTH = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  public static JoinToken mint(Instant expiresAt) {
    byte[] secret = new byte[OCTETS];
    RANDOM.nextBytes(secret);
    return new JoinToken(
        PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret), expiresAt);
  }

  /** Names the token in the audit log without disclosing it. */
  public String id() {
    return idOf(sha256());
  }

  String sha256() {
    return Claims.sha256(text);
  }

  /** The first 96 bits of the digest. */
  static String idOf(String sha256) {
    return sha256.substring(0, ID_LENGTH);
  }

  @Override
  public String toString() {
    return "join token " + id();
  }
}
