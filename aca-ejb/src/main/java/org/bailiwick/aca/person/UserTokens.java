package org.bailiwick.aca.person;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.VerifiedJwt;

/** Checks user tokens (JWT of an OpenID provider) against the configured providers. */
public record UserTokens(UserProviders providers) {

  private static final int MAX_SUBJECT = 255;

  /**
   * The user of this token.
   *
   * @throws ProblemException USER_TOKEN_REJECTED, or DEPENDENCY_UNAVAILABLE when the provider's
   *     keys can't be read
   */
  public UserContext authenticate(String token) {
    UserProviders.Provider provider =
        providers.claimedBy(token).orElseThrow(UserTokens::issuerUnknown);
    VerifiedJwt jwt = provider.tokens().verify(token);
    UserIssuer issuer = provider.configuration();
    Set<String> roles =
        issuer
            .rolesClaim()
            .flatMap(
                claim ->
                    RolesClaim.in(
                        jwt.claims(),
                        claim,
                        () ->
                            rejected(
                                "claim-" + claim,
                                "The claim "
                                    + claim
                                    + " of the user token is not a list of texts.")))
            .orElse(Set.of());
    if (!roles.stream().allMatch(role -> PlainText.isText(role, MAX_SUBJECT))) {
      throw rejected(
          "roles", "A role of the user token is empty, too long or has unprintable characters.");
    }
    return new UserContext(
        issuer.issuer(), subject(jwt), roles, issuer.owners(), jwt.time("iat"), keyThumbprint(jwt));
  }

  /**
   * The user of a token that was checked before, with the owners in the provider's file now.
   *
   * @throws ProblemException USER_TOKEN_REJECTED if the provider is no longer trusted
   */
  public UserContext withCurrentOwners(UserContext stated) {
    UserIssuer issuer =
        providers.named(stated.issuer()).orElseThrow(UserTokens::issuerUnknown).configuration();
    return new UserContext(
        stated.issuer(),
        stated.subject(),
        stated.roles(),
        issuer.owners(),
        stated.statedAt(),
        stated.keyThumbprint());
  }

  /**
   * The JWK thumbprint in the confirmation of a token (RFC 7800). A token that is bound in another
   * way is refused, since its binding could not be verified.
   */
  private static Optional<String> keyThumbprint(VerifiedJwt jwt) {
    Map<String, Object> confirmation = jwt.members("cnf");
    if (confirmation.isEmpty() && !jwt.claims().containsKey("cnf")) {
      return Optional.empty();
    }
    if (confirmation.size() == 1 && confirmation.get("jkt") instanceof String thumbprint) {
      return Optional.of(thumbprint);
    }
    throw rejected(
        "claim-cnf", "The user token's cnf has something other than a key's thumbprint as jkt.");
  }

  /** Reads the subject, which OpenID Connect Core section 2 limits to 255 characters. */
  private static String subject(VerifiedJwt jwt) {
    String subject = jwt.text("sub");
    if (!PlainText.isText(subject, MAX_SUBJECT)) {
      throw rejected(
          "claim-sub", "The user token's sub is empty, too long or has unprintable characters.");
    }
    return subject;
  }

  private static ProblemException issuerUnknown() {
    return rejected("issuer-unknown", "The user token's issuer is not trusted here.");
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.USER_TOKEN_REJECTED, "user-token-" + check, detail);
  }
}
