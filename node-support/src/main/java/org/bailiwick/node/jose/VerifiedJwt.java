package org.bailiwick.node.jose;

import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A token that passed all checks of its {@link JwtChecks}. The accessors refuse a missing or
 * wrongly typed claim with the problem type of the checks and the check {@code
 * <name>-claim-<claim>}.
 */
public final class VerifiedJwt {
  private final Map<String, Object> header;
  private final Map<String, Object> claims;
  private final PublicKey signer;
  private final String name;
  private final ProblemType refusal;

  VerifiedJwt(
      Map<String, Object> header,
      Map<String, Object> claims,
      PublicKey signer,
      String name,
      ProblemType refusal) {
    // no Map.copyOf: a member may be null
    this.header = Collections.unmodifiableMap(new LinkedHashMap<>(header));
    this.claims = claims;
    this.signer = signer;
    this.name = name;
    this.refusal = refusal;
  }

  public Map<String, Object> header() {
    return header;
  }

  /** The key that verified the signature. */
  public PublicKey signer() {
    return signer;
  }

  /** All claims: text, Boolean, Long, Double, lists and maps of them, in the token's order. */
  public Map<String, Object> claims() {
    return claims;
  }

  public String text(String claim) {
    return findText(claim).orElseThrow(() -> refused(claim, "is missing"));
  }

  public Optional<String> findText(String claim) {
    return switch (claims.get(claim)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      default -> throw refused(claim, "is not text");
    };
  }

  /** A list of texts, or one text, as in {@code aud}; empty when missing. */
  public List<String> texts(String claim) {
    return switch (claims.get(claim)) {
      case null -> List.of();
      case String text -> List.of(text);
      case List<?> items when items.stream().allMatch(String.class::isInstance) ->
          items.stream().map(String.class::cast).toList();
      default -> throw refused(claim, "is not a list of texts");
    };
  }

  /** A NumericDate (RFC 7519 section 2) in whole seconds. */
  public Instant time(String claim) {
    if (claims.get(claim) instanceof Long seconds) {
      try {
        return Instant.ofEpochSecond(seconds);
      } catch (DateTimeException e) {
        throw refused(claim, "is not a time");
      }
    }
    throw refused(claim, "is not a whole number of seconds");
  }

  /** A nested object; empty when missing. */
  public Map<String, Object> members(String claim) {
    Object value = claims.get(claim);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> members = new LinkedHashMap<>();
      map.forEach((key, member) -> members.put(key.toString(), member));
      return members;
    }
    throw refused(claim, "is not an object");
  }

  private ProblemException refused(String claim, String rule) {
    return new ProblemException(
        refusal,
        name + "-claim-" + claim,
        "The claim " + claim + " of the " + name + " " + rule + ".");
  }
}
