package org.bailiwick.aca.approval;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An enrolment whose proofs were found good and that officers have to approve.
 *
 * @param digest two are the same request exactly when these are equal
 * @param applicant SHA-256 of the key that signed the request, in base64url
 * @param requester the user who asked, as issuer and subject
 * @param application what was verified, to be read by evidence alone
 */
public record WaitingEnrolment(
    String digest,
    String applicant,
    String agent,
    String profile,
    String owner,
    String requester,
    String application,
    int approvers,
    Instant proposedAt)
    implements Proposal {

  @Override
  public Optional<String> officer() {
    return Optional.empty();
  }

  @Override
  public Map<String, String> details() {
    return Map.of("agent", agent, "profile", profile, "owner", owner, "requester", requester);
  }
}
