package org.bailiwick.master.partnertoken;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.chaining.ActorChain;
import org.bailiwick.master.introspection.TokenServer;
import org.bailiwick.master.tokenledger.TokenLifetime;

/**
 * Reads what a partner's server says of an access token: the claims of a verified JWT (RFC 9068
 * section 2.2), or the members of an answer about it (RFC 7662 section 2.2), which are the same.
 */
final class VouchedClaims {

  private static final String CERTIFICATE = "x5t#S256";
  private static final String KEY = "jkt";

  /** No token lasts longer, so that the row of one that was ended is kept while it might count. */
  private static final Duration LONGEST = Duration.ofHours(24);

  private static final int MAX_SUBJECT = 1024;
  private static final int MAX_JTI = 255;

  /** RFC 6749 section 3.3. */
  private static final Pattern SCOPE = Pattern.compile("[ !#-\\[\\]-~]*");

  private static final Pattern TRANSACTION = Pattern.compile("[!-~]{1,255}");

  private final Map<String, Object> claims;

  VouchedClaims(Map<String, Object> claims) {
    this.claims = claims;
  }

  /**
   * The token, if it is for this audience and has not expired.
   *
   * @param otherwise the time of issue, if the server does not tell it
   * @throws ProblemException access-token-invalid; policy-denied when too many agents have acted
   */
  VouchedToken read(String audience, Instant now, Instant otherwise) {
    if (!texts("aud").contains(audience)) {
      throw TokenServer.refused("audience", "The token is not for this resource server.");
    }
    String subject = text("sub");
    if (!PlainText.isText(subject, MAX_SUBJECT)) {
      throw invalid("sub", "is empty, too long or not plain text");
    }
    String scope = find("scope").orElse("");
    if (!SCOPE.matcher(scope).matches()) {
      throw invalid("scope", "is not a list of words");
    }
    ActorChain.of(members("act"));
    return new VouchedToken(
        subject,
        text("client_id"),
        scope,
        binding(),
        lifetime(now, otherwise),
        matching("jti", text -> !text.isEmpty() && text.length() <= MAX_JTI),
        members("act"),
        matching("txn", text -> TRANSACTION.matcher(text).matches()));
  }

  private TokenBinding binding() {
    Map<String, Object> confirmation = members("cnf");
    if (confirmation.isEmpty()) {
      throw TokenServer.refused("unbound", "The token is bound to no certificate and to no key.");
    }
    boolean isKnown =
        Set.of(CERTIFICATE, KEY).containsAll(confirmation.keySet())
            && confirmation.values().stream().allMatch(String.class::isInstance);
    if (!isKnown) {
      throw invalid("cnf", "is not verified here");
    }
    return new TokenBinding(
        Optional.ofNullable((String) confirmation.get(CERTIFICATE)),
        Optional.ofNullable((String) confirmation.get(KEY)));
  }

  private TokenLifetime lifetime(Instant now, Instant otherwise) {
    Instant expiresAt = time("exp");
    if (!now.isBefore(expiresAt)) {
      throw TokenServer.refused("expired", "The token has expired.");
    }
    if (expiresAt.isAfter(now.plus(LONGEST))) {
      throw TokenServer.refused("lifetime", "The token is valid for longer than a day.");
    }
    return new TokenLifetime(claims.get("iat") == null ? otherwise : time("iat"), expiresAt);
  }

  private Optional<String> matching(String claim, Predicate<String> form) {
    Optional<String> found = find(claim);
    if (found.isPresent() && !form.test(found.get())) {
      throw invalid(claim, "is empty, too long or not plain text");
    }
    return found;
  }

  private String text(String claim) {
    return find(claim).orElseThrow(() -> invalid(claim, "is missing"));
  }

  private Optional<String> find(String claim) {
    return switch (claims.get(claim)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      default -> throw invalid(claim, "is not text");
    };
  }

  private List<String> texts(String claim) {
    return switch (claims.get(claim)) {
      case null -> List.of();
      case String text -> List.of(text);
      case List<?> items when items.stream().allMatch(String.class::isInstance) ->
          items.stream().map(String.class::cast).toList();
      default -> throw invalid(claim, "is not a list of texts");
    };
  }

  private Instant time(String claim) {
    if (claims.get(claim) instanceof Long seconds) {
      try {
        return Instant.ofEpochSecond(seconds);
      } catch (DateTimeException e) {
        throw invalid(claim, "is not a time");
      }
    }
    throw invalid(claim, "is not a whole number of seconds");
  }

  private Map<String, Object> members(String claim) {
    return switch (claims.get(claim)) {
      case null -> Map.of();
      case Map<?, ?> map -> {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(name.toString(), value));
        yield members;
      }
      default -> throw invalid(claim, "is not an object");
    };
  }

  private static ProblemException invalid(String claim, String rule) {
    return TokenServer.refused(
        "claim-" + claim, "The claim " + claim + " of the token " + rule + ".");
  }
}
