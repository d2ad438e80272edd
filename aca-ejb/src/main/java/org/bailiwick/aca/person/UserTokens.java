package org.bailiwick.aca.person;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.trust.VerificationKeys;

/**
 * Checks user tokens (JWT of an OpenID provider) against the providers that an operator configured.
 * A provider's keys come from its file or by https from its JWKS; when they can't be had, nobody
 * gets in.
 */
public final class UserTokens {

  private static final String NAME = "user-token";

  private final FolderSource<List<UserIssuer>> source;
  private final Clock clock;
  private List<UserIssuer> known = List.of();
  private Map<String, Provider> providers = Map.of();

  /** A provider with its checks; made anew when its file changed, and its key cache with it. */
  private record Provider(UserIssuer configuration, JwtChecks checks) {}

  public UserTokens(Path folder, Clock clock) {
    this.source = new FolderSource<>(folder, ".json", UserIssuer.in(folder), clock);
    this.clock = clock;
  }

  /**
   * The user of this token.
   *
   * @throws ProblemException USER_TOKEN_REJECTED, or DEPENDENCY_UNAVAILABLE when the provider's
   *     keys can't be read
   */
  public UserContext authenticate(String token) {
    Provider provider =
        JwtChecks.claimedIssuer(token)
            .map(providers()::get)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.USER_TOKEN_REJECTED,
                        "user-token-issuer-unknown",
                        "The user token's issuer is not trusted here."));
    VerifiedJwt jwt = provider.checks().verify(token);
    UserIssuer issuer = provider.configuration();
    Set<String> roles = issuer.rolesClaim().map(claim -> roles(jwt, claim)).orElse(Set.of());
    return new UserContext(issuer.issuer(), jwt.text("sub"), roles, issuer.owners());
  }

  /** The roles claim, at the top or by a dotted path such as Keycloak's realm_access.roles. */
  private static Set<String> roles(VerifiedJwt jwt, String claim) {
    int dot = claim.indexOf('.');
    if (dot < 0) {
      return new HashSet<>(jwt.texts(claim));
    }
    Object nested = jwt.members(claim.substring(0, dot)).get(claim.substring(dot + 1));
    Set<String> roles = new HashSet<>();
    if (nested instanceof List<?> list) {
      list.forEach(role -> roles.add(role.toString()));
    }
    return roles;
  }

  private synchronized Map<String, Provider> providers() {
    List<UserIssuer> current = source.current();
    if (!current.equals(known)) {
      Map<String, Provider> fresh = new HashMap<>();
      for (UserIssuer issuer : current) {
        Provider before = providers.get(issuer.issuer());
        fresh.put(
            issuer.issuer(),
            before != null && before.configuration().equals(issuer) ? before : provider(issuer));
      }
      known = current;
      providers = fresh;
    }
    return providers;
  }

  private Provider provider(UserIssuer issuer) {
    JwtKeys keys = issuer.jwks().map(JwtKeys::ofJwks).orElseGet(() -> fetched(issuer, clock));
    JwtChecks checks =
        JwtChecks.of(NAME, ProblemType.USER_TOKEN_REJECTED)
            .plainType()
            .algorithms(issuer.algorithms())
            .keys(keys)
            .issuer(issuer.issuer())
            .audience(issuer.audience())
            .maxAge(issuer.maxAge())
            .clock(clock)
            .build();
    return new Provider(issuer, checks);
  }

  /** The operator wrote the address, so its origin is allowed, inside the organisation too. */
  private static JwtKeys fetched(UserIssuer issuer, Clock clock) {
    URI uri = issuer.jwksUri().orElseThrow();
    Set<Origin> allowed = Set.of(Origin.of(uri));
    GuardedFetch fetch = new GuardedFetch(FetchSettings.of(allowed));
    VerificationKeys keys =
        new VerificationKeys(() -> fetch.get(uri, allowed, issuer.tlsAnchors()), clock);
    return keyId -> keyId.flatMap(keys::find).stream().toList();
  }
}
