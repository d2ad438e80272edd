package org.bailiwick.aca.person;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;

/**
 * The identity providers that an operator configured, each with the checks of its tokens. Its keys
 * come from its file or by https from its JWKS; without them all its tokens are refused.
 */
public final class UserProviders {

  private final FolderSource<List<UserIssuer>> source;
  private final Clock clock;
  private List<UserIssuer> known = List.of();
  private Map<String, Provider> providers = Map.of();

  public UserProviders(Path folder, Clock clock) {
    this.source = new FolderSource<>(folder, ".json", UserIssuer.in(folder), clock);
    this.clock = clock;
  }

  /**
   * A provider with its checks and key cache, which are made again when its file changes.
   *
   * @param events empty if its security events are refused
   */
  record Provider(UserIssuer configuration, JwtChecks tokens, Optional<JwtChecks> events) {}

  /** The provider that a token claims as its issuer. */
  Optional<Provider> claimedBy(String token) {
    return JwtChecks.claimedIssuer(token).map(current()::get);
  }

  Optional<Provider> named(String issuer) {
    return Optional.ofNullable(current().get(issuer));
  }

  private synchronized Map<String, Provider> current() {
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
    JwtKeys keys = issuer.keys().open(clock);
    JwtChecks tokens =
        JwtChecks.of("user-token", ProblemType.USER_TOKEN_REJECTED)
            .plainType()
            .confirmation("jkt")
            .algorithms(issuer.algorithms())
            .keys(keys)
            .issuer(issuer.issuer())
            .audience(issuer.audience())
            .maxAge(issuer.maxAge())
            .clock(clock)
            .build();
    return new Provider(issuer, tokens, issuer.events().map(rules -> events(issuer, rules, keys)));
  }

  /** The checks of security event tokens (RFC 8417, SSF 1.0 section 4.1). */
  private JwtChecks events(UserIssuer issuer, EventRules rules, JwtKeys keys) {
    return JwtChecks.of("security-event", ProblemType.SECURITY_EVENT_REJECTED)
        .type("secevent+jwt")
        .events()
        .algorithms(issuer.algorithms())
        .keys(keys)
        .issuer(issuer.issuer())
        .audience(rules.audience())
        .endless()
        .maxAge(rules.maxAge())
        .clock(clock)
        .build();
  }
}
