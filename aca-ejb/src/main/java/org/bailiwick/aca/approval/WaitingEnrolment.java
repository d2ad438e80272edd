package org.bailiwick.aca.approval;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An enrolment whose proofs are verified and that officers have to approve.
 *
 * @param digest identifies the content of the request
 * @param applicant SHA-256 of the key that signed the request, in base64url
 * @param application the stored application, which only the evidence packages read
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
   * @param requester the user who requested it, as issuer and subject
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
