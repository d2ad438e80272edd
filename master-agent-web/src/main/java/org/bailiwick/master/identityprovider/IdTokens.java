package org.bailiwick.master.identityprovider;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.VerifiedJwt;

/** Verifies ID tokens of one provider (OpenID Connect Core sections 3.1.3.7 and 12.2). */
final class IdTokens {

  private static final String NAME = "id-token";
  private static final Duration MAX_AGE = Duration.ofMinutes(5);
  private static final int MOST_ROLES = 200;
  private static final int MOST_METHODS = 20;

  /** OpenID Connect Core section 2: at most 255 ASCII characters; none that breaks a line. */
  private static final Pattern SUBJECT = Pattern.compile("[!-~]{1,255}");

  private static final Pattern WORD = Pattern.compile("[!-~]{1,200}");

  private final IdentityProvider provider;
  private final JwtChecks checks;

  IdTokens(IdentityProvider provider, JwtKeys keys, Clock clock) {
    this.provider = provider;
    this.checks =
        JwtChecks.of(NAME, ProblemType.ACCESS_TOKEN_INVALID)
            .plainType()
            .algorithms(provider.algorithms())
            .keys(keys)
            .issuer(provider.endpoints().issuer())
            .audience(provider.client().id())
            .maxAge(MAX_AGE)
            .clock(clock)
            .build();
  }

  /** The person of the ID token of the sign-in with this nonce. */
  SignedInPerson read(String compact, String nonce) {
    VerifiedJwt token = checks.verify(compact);
    if (!token.text("nonce").equals(nonce)) {
      throw refused("nonce", "is of another sign-in");
    }
    return person(token);
  }

  /** The person of an ID token that came for a refresh token; it need not have a nonce. */
  SignedInPerson readLater(String compact) {
    return person(checks.verify(compact));
  }

  private SignedInPerson person(VerifiedJwt token) {
    String client = provider.client().id();
    if (token.findText("azp").filter(party -> !party.equals(client)).isPresent()) {
      throw refused("azp", "was issued to another client");
    }
    String subject = token.text("sub");
    if (!SUBJECT.matcher(subject).matches()) {
      throw refused("sub", "has no usable subject");
    }
    List<String> methods = words(token.claims().get("amr"), MOST_METHODS);
    return new SignedInPerson(
        new CallerIdentity.Person(provider.endpoints().issuer(), subject),
        new TreeSet<>(roles(token.claims())),
        authTime(token),
        token.findText("acr").filter(level -> WORD.matcher(level).matches()),
        methods);
  }

  private static Optional<Long> authTime(VerifiedJwt token) {
    return token.claims().containsKey("auth_time")
        ? Optional.of(token.time("auth_time").getEpochSecond())
        : Optional.empty();
  }

  /** Roles come from the claim that the operator has named; a claim of another form has none. */
  private Collection<String> roles(Map<String, Object> claims) {
    if (provider.rolesClaim().isEmpty()) {
      return Set.of();
    }
    Object value = claims;
    for (String member : Arrays.asList(provider.rolesClaim().split("\\.", -1))) {
      value = value instanceof Map<?, ?> members ? members.get(member) : null;
    }
    return words(value, MOST_ROLES);
  }

  private static List<String> words(Object value, int most) {
    return value instanceof List<?> items
        ? items.stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .filter(word -> WORD.matcher(word).matches())
            .limit(most)
            .toList()
        : List.of();
  }

  private static ProblemException refused(String check, String rule) {
    return new ProblemException(
        ProblemType.ACCESS_TOKEN_INVALID, NAME + "-" + check, "The ID token " + rule + ".");
  }
}
