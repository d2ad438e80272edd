package org.bailiwick.aca.evidence.join;

import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.person.UserContext;

/**
 * The grant of a valid join token. Reading it does not spend the token. Only {@link JoinTokens}
 * makes it.
 */
public final class JoinGrant {

  /** The length of an anchor's column. */
  private static final int MAX_SUBJECT = 128;

  private final String tokenSha256;
  private final CredentialRequest requested;
  private final UserContext user;

  JoinGrant(String tokenSha256, CredentialRequest requested, UserContext user) {
    this.tokenSha256 = tokenSha256;
    this.requested = requested;
    this.user = user;
  }

  /** The one credential that the token is good for, as the user asked for it. */
  public CredentialRequest requested() {
    return requested;
  }

  /**
   * The user who requested it: subject, roles and time from the user's token of that time, owners
   * from the provider's file of today.
   */
  public UserContext user() {
    return user;
  }

  /**
   * The token as an anchor of the request that it came with: named by the user and the user's
   * provider, so that tokens of one user for one agent are one line of renewals; in the audit log
   * with the first 96 bits of the token's digest too. It is on behalf of the user, and has the
   * companion that spends the token. A request on which such an anchor stands needs no user token.
   * The companion must join the transaction that reserves the credential; there it refuses with
   * {@code join-token-spent} whoever is not the first.
   *
   * @param binding its request must be that of the token; its key is recorded as the user of the
   *     token
   * @throws org.bailiwick.contract.problem.ProblemException EVIDENCE_REJECTED with the check
   *     join-token-request
   */
  public TrustedAnchor boundTo(EvidenceBinding binding) {
    if (!requested.asksSameAs(binding.requested())) {
      throw JoinTokens.rejected("request", "The join token was given for another request.");
    }
    return TrustedAnchor.keyless(JoinTokenTrust.TYPE, user.issuer(), subject())
        .by(JoinToken.idOf(tokenSha256))
        .onBehalfOf(user)
        .with(JoinTokens.spend(tokenSha256, binding));
  }

  /** The user's name, or its digest where the name is too long for an anchor's. */
  private String subject() {
    return user.subject().length() <= MAX_SUBJECT
        ? user.subject()
        : "sha256:" + Claims.sha256(user.subject());
  }

  /** Names the token without being one. */
  @Override
  public String toString() {
    return "join token " + JoinToken.idOf(tokenSha256);
  }
}
