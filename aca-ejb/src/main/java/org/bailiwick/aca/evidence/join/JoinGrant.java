package org.bailiwick.aca.evidence.join;

import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.person.UserContext;

/** The grant of a valid join token, which {@link JoinTokens} makes without spending the token. */
public final class JoinGrant {

  /** The length of the subject's column. */
  private static final int MAX_SUBJECT = 128;

  private final String tokenSha256;
  private final CredentialRequest requested;
  private final UserContext user;

  JoinGrant(String tokenSha256, CredentialRequest requested, UserContext user) {
    this.tokenSha256 = tokenSha256;
    this.requested = requested;
    this.user = user;
  }

  /** The only credential that the token is valid for, as the user requested it. */
  public CredentialRequest requested() {
    return requested;
  }

  /**
   * The user who requested the credential: subject, roles and time from the user's token of that
   * time, owners from the provider's present file.
   */
  public UserContext user() {
    return user;
  }

  /**
   * The token as the attested subject of a request. User and provider name the subject, so that all
   * tokens of a user for an agent are for one lineage; the audit log also has the token's {@link
   * JoinToken#id}. The subject is on behalf of the user, whose own token is not needed then. Its
   * companion spends the token in the transaction of the reservation, and refuses every use after
   * the first with {@code join-token-spent}.
   *
   * @param binding its request must be that of the token; its key is recorded with the token
   * @throws org.bailiwick.contract.problem.ProblemException EVIDENCE_REJECTED with the check
   *     join-token-request
   */
  public AttestedSubject boundTo(EvidenceBinding binding) {
    if (!requested.asksSameAs(binding.requested())) {
      throw JoinTokens.rejected(
          "request",
          "The join token was given for another request: profile, kind, name, owner, capabilities,"
              + " locator and validation methods must be those for which it was asked.");
    }
    return AttestedSubject.keyless(JoinTokens.TYPE, user.issuer(), subject())
        .rootedInIssuer()
        .by(JoinToken.idOf(tokenSha256))
        .onBehalfOf(user)
        .with(JoinTokens.spend(tokenSha256, binding));
  }

  /** The user's name, or its digest if the name is longer than the column. */
  private String subject() {
    return user.subject().length() <= MAX_SUBJECT
        ? user.subject()
        : "sha256:" + Claims.sha256(user.subject());
  }

  /** Names the token without disclosing it. */
  @Override
  public String toString() {
    return "join token " + JoinToken.idOf(tokenSha256);
  }
}
