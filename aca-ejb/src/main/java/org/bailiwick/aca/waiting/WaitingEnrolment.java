package org.bailiwick.aca.waiting;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * An enrolment whose proofs were found good and that officers have to approve.
 *
 * @param requestDigest two are the same request exactly when these are equal
 * @param applicant SHA-256 of the key that signed the request, in base64url
 * @param application what was verified, to be read by evidence alone
 * @param approvers how many officers have to agree
 */
public record WaitingEnrolment(
    String requestDigest,
    String applicant,
    Requested requested,
    String application,
    int approvers,
    Instant askedAt,
    Instant expiresAt) {

  /**
   * The part of the request on which officers decide.
   *
   * @param requester the user who asked, as issuer and subject
   */
  public record Requested(String agent, String profile, String owner, String requester) {}

  /** Names it: the first half of its request's digest, which nobody guesses. */
  public UUID id() {
    return idOf(requestDigest);
  }

  static UUID idOf(String requestDigest) {
    ByteBuffer digest = ByteBuffer.wrap(Base64.getUrlDecoder().decode(requestDigest));
    return new UUID(digest.getLong(), digest.getLong());
  }
}
