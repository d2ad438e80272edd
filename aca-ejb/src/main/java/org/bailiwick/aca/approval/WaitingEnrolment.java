package org.bailiwick.aca.approval;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An enrolment whose proofs were found good and that officers have to approve.
 *
 * @param digest two are the same request exactly when these are equal
 * @param applicant SHA-256 of the key that signed the request, in base64url
 * @param application what was verified, to be read by evidence alone
 */
public record WaitingEnrolment(
    String digest,
    String applicant,
    Requested requested,
    String application,
    int approvers,
    Instant proposedAt)
    implements Proposal {

  /**
   * The part of the request on which officers decide.
   *
   * @param requester the user who asked, as issuer and subject
   */
  public record Requested(String agent, String profile, String owner, String requester) {}

  @Override
  public Optional<String> officer() {
    return Optional.empty();
  }

  @Override
  public Map<String, String> details() {
    return Map.of(
        "agent", requested.agent(),
        "profile", requested.profile(),
        "owner", requested.owner(),
        "requester", requested.requester());
  }
}
