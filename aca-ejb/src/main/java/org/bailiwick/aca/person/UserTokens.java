package org.bailiwick.aca.person;

import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.VerifiedJwt;

/** Checks user tokens (JWT of an OpenID provider) against the configured providers. */
public final class UserTokens {

  private final UserProviders providers;

  public UserTokens(UserProviders providers) {
    this.providers = providers;
  }

  /**
   * The user of this token.
   *
   * @throws ProblemException USER_TOKEN_REJECTED, or DEPENDENCY_UNAVAILABLE when the provider's
   *     keys can't be read
   */
  public UserContext authenticate(String token) {
    UserProviders.Provider provider =
        providers
            .claimedBy(token)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.USER_TOKEN_REJECTED,
                        "user-token-issuer-unknown",
                        "The user token's issuer is not trusted here."));
    VerifiedJwt jwt = provider.tokens().verify(token);
    UserIssuer issuer = provider.configuration();
    Set<String> roles =
        issuer
            .rolesClaim()
            .flatMap(claim -> RolesClaim.in(jwt.claims(), claim, () -> malformed(claim)))
            .orElse(Set.of());
    return new UserContext(
        issuer.issuer(), jwt.text("sub"), roles, issuer.owners(), jwt.time("iat"));
  }

  private static ProblemException malformed(String claim) {
    return new ProblemException(
        ProblemType.USER_TOKEN_REJECTED,
        "user-token-claim-" + claim,
        "The claim " + claim + " of the user token is not a list of texts.");
  }
}
