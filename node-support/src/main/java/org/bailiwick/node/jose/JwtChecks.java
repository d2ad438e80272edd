package org.bailiwick.node.jose;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The checks of a JWT (RFC 8725): {@code typ} and algorithm from lists, a signature by a key of the
 * issuer, {@code iss} and {@code aud} with exactly the required value, and the times. There is one
 * object per issuer and kind of token. Keys in the token, or at URLs in it ({@code jwk}, {@code
 * jku}, {@code x5u}), are never used.
 */
public final class JwtChecks {
  private static final int MAX_LENGTH = 16 * 1024;
  private static final int MAX_CANDIDATES = 10;

  /** The time by which a signer's clock may be ahead; it does not apply to {@code exp}. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private final Builder rules;

  private JwtChecks(Builder rules) {
    this.rules = rules;
  }

  /**
   * Starts the rules for one kind of token.
   *
   * @param name kind of token, for messages and checks' names: "access-token" gives the check
   *     "access-token-signature"
   * @param refusal the problem type of every refusal
   */
  public static Builder of(String name, ProblemType refusal) {
    return new Builder(name, refusal);
  }

  /** The unverified issuer in a token, only for finding the checks of that issuer. */
  public static Optional<String> claimedIssuer(String compact) {
    return CompactJws.read(compact, MAX_LENGTH)
        .flatMap(CompactJws::claims)
        .map(claims -> claims.get("iss"))
        .flatMap(JwtChecks::asText);
  }

  /** The unverified header, for its {@code x5c}, which the caller must verify itself. */
  public static Optional<Map<String, Object>> claimedHeader(String compact) {
    return CompactJws.read(compact, MAX_LENGTH).flatMap(CompactJws::header);
  }

  /** Checks the token; a refusal has the builder's problem type. */
  public VerifiedJwt verify(String compact) {
    CompactJws jws =
        CompactJws.read(compact, rules.longest)
            .orElseThrow(() -> rules.refuse("format", "is no compact JWS, or is too long"));
    Map<String, Object> header =
        jws.header().orElseThrow(() -> rules.refuse("format", "has no readable header"));
    checkType(header);
    PublicKey signer = signer(jws, header, algorithm(header));
    Map<String, Object> claims =
        jws.claims().orElseThrow(() -> rules.refuse("format", "has no readable claims"));
    VerifiedJwt token = new VerifiedJwt(header, claims, signer, rules.name, rules.refusal);
    checkParties(token);
    checkTimes(token);
    checkKind(token);
    return token;
  }

  private void checkType(Map<String, Object> header) {
    Object typ = header.get("typ");
    boolean accepted =
        typ == null
            ? rules.typeMayBeAbsent
            : asText(typ).map(JwtChecks::mediaType).filter(rules.types::contains).isPresent();
    if (!accepted) {
      throw rules.refuse("type", "is not of the expected type");
    }
  }

  private JwsAlgorithm algorithm(Map<String, Object> header) {
    return asText(header.get("alg"))
        .filter(rules.algorithms::contains)
        .flatMap(JwsAlgorithm::find)
        .orElseThrow(
            () -> rules.refuse("algorithm", "is signed with an algorithm that is not accepted"));
  }

  private PublicKey signer(CompactJws jws, Map<String, Object> header, JwsAlgorithm algorithm) {
    List<PublicKey> candidates = rules.keys.find(asText(header.get("kid")));
    if (candidates.isEmpty()) {
      throw rules.refuse("key", "is signed with a key that its issuer does not publish");
    }
    // No critical header parameter is supported (RFC 7515 section 4.1.11).
    return candidates.stream()
        .limit(MAX_CANDIDATES)
        .filter(key -> !header.containsKey("crit") && jws.isSignedBy(key, algorithm))
        .findFirst()
        .orElseThrow(() -> rules.refuse("signature", "is not signed by its issuer"));
  }

  /**
   * Refuses tokens of other kinds whose type does not say so (RFC 8725 section 3.12): one that
   * reports an event (RFC 8417; logout tokens of older providers have no type of their own), and
   * one that is bound (RFC 7800) to something that the caller does not verify.
   */
  private void checkKind(VerifiedJwt token) {
    if (!rules.reportsEvents && token.claims().containsKey("events")) {
      throw rules.refuse("claim-events", "reports an event and is not of the expected kind");
    }
    if (token.claims().containsKey("cnf") && !hasOnly(token.members("cnf"), rules.confirmation)) {
      throw rules.refuse("claim-cnf", "is bound in a way that is not verified here");
    }
  }

  private static boolean hasOnly(Map<String, Object> confirmation, Set<String> members) {
    return !confirmation.isEmpty()
        && members.containsAll(confirmation.keySet())
        && !confirmation.containsValue(null);
  }

  private void checkParties(VerifiedJwt token) {
    if (rules.issuer.isPresent() && !token.findText("iss").equals(rules.issuer)) {
      throw rules.refuse("issuer", "is of another issuer");
    }
    if (rules.audience.isPresent() && !token.texts("aud").equals(List.of(rules.audience.get()))) {
      throw rules.refuse("audience", "is not for this audience alone");
    }
  }

  private void checkTimes(VerifiedJwt token) {
    Instant now = rules.clock.instant();
    rules.expiry.check(token, now, rules::refuse);
    if (token.claims().containsKey("nbf") && token.time("nbf").isAfter(now.plus(LEEWAY))) {
      throw rules.refuse("not-yet-valid", "is not valid yet");
    }
    if (rules.ageless || rules.maxAge.isPresent() || token.claims().containsKey("iat")) {
      Instant issuedAt = token.time("iat");
      if (!rules.ageless && issuedAt.isAfter(now.plus(LEEWAY))) {
        throw rules.refuse("from-future", "was issued in the future");
      }
      if (rules.maxAge.filter(age -> issuedAt.isBefore(now.minus(age))).isPresent()) {
        throw rules.refuse("too-old", "was issued too long ago");
      }
    }
  }

  private static Optional<String> asText(Object value) {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** RFC 7515 section 4.1.9: "application/" may be omitted; media types ignore case. */
  private static String mediaType(String typ) {
    String lower = typ.toLowerCase(Locale.ROOT);
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }

  /** Builds the rules; every list starts empty, so that a missing rule refuses all tokens. */
  public static final class Builder {
    private final String name;
    private final ProblemType refusal;
    private Set<String> types = Set.of();
    private boolean typeMayBeAbsent;
    private Set<String> algorithms = Set.of();
    private JwtKeys keys = keyId -> List.of();
    private Optional<String> issuer = Optional.empty();
    private Optional<String> audience = Optional.empty();
    private Optional<Duration> maxAge = Optional.empty();
    private Set<String> confirmation = Set.of();
    private boolean reportsEvents;
    private Expiry expiry = Expiry.REQUIRED;
    private boolean ageless;
    private int longest = MAX_LENGTH;
    private Clock clock = Clock.systemUTC();

    private Builder(String name, ProblemType refusal) {
      this.name = name;
      this.refusal = refusal;
    }

    /** The accepted {@code typ}; more than one only where a standard changed it. */
    public Builder type(String... accepted) {
      this.types = Arrays.stream(accepted).map(JwtChecks::mediaType).collect(Collectors.toSet());
      return this;
    }

    /** Accepts {@code typ} JWT or none, because external issuers often set no specific type. */
    public Builder plainType() {
      this.typeMayBeAbsent = true;
      return type("JWT");
    }

    /** The accepted {@code alg} values; only signatures by asymmetric keys can be accepted. */
    public Builder algorithms(Collection<String> names) {
      if (names.stream().anyMatch(alg -> !alg.matches("(ES|RS|PS)(256|384|512)|EdDSA"))) {
        throw new IllegalArgumentException("not an asymmetric signature algorithm");
      }
      this.algorithms = Set.copyOf(names);
      return this;
    }

    public Builder keys(JwtKeys ofIssuer) {
      this.keys = ofIssuer;
      return this;
    }

    public Builder issuer(String expected) {
      this.issuer = Optional.of(expected);
      return this;
    }

    /** The only audience; a token with further ones is refused. */
    public Builder audience(String expected) {
      this.audience = Optional.of(expected);
      return this;
    }

    /** The members that {@code cnf} may have; the caller verifies each. By default it has none. */
    public Builder confirmation(Set<String> members) {
      this.confirmation = Set.copyOf(members);
      return this;
    }

    public Builder confirmation(String member) {
      return confirmation(Set.of(member));
    }

    /** Accepts the claim {@code events}, for security event tokens. */
    public Builder events() {
      this.reportsEvents = true;
      return this;
    }

    /** Requires an {@code iat} within this age. */
    public Builder maxAge(Duration age) {
      this.maxAge = Optional.of(age);
      return this;
    }

    /**
     * Refuses {@code exp}, for instance in security event tokens (SSF 1.0 section 4.1.7); requires
     * {@link #maxAge} or {@link #ageless}.
     */
    public Builder endless() {
      this.expiry = Expiry.REFUSED;
      return this;
    }

    /**
     * Requires {@code iat} but accepts any time, for events, which count however late they arrive.
     * Such tokens are {@link #endless}.
     */
    public Builder ageless() {
      this.ageless = true;
      return endless();
    }

    /**
     * Accepts a token without {@code exp}, because its age bounds it; requires {@link #maxAge}. One
     * with {@code exp} counts no longer than that.
     */
    public Builder shortLived() {
      this.expiry = Expiry.OPTIONAL;
      return this;
    }

    /** The greatest number of characters of a token, 16 Ki by default. */
    public Builder longest(int characters) {
      this.longest = characters;
      return this;
    }

    public Builder clock(Clock source) {
      this.clock = source;
      return this;
    }

    public JwtChecks build() {
      if (expiry != Expiry.REQUIRED && maxAge.isEmpty() && !ageless) {
        throw new IllegalArgumentException("a token without expiry needs a maximum age");
      }
      return new JwtChecks(this);
    }

    private ProblemException refuse(String check, String rule) {
      return new ProblemException(refusal, name + "-" + check, "The " + name + " " + rule + ".");
    }
  }
}
