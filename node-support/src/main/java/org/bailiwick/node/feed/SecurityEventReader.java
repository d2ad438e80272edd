package org.bailiwick.node.feed;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.trust.VerificationKeys;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Checks one security event token (RFC 8417, SSF 1.0 section 4) and takes a revocation out of it.
 */
final class SecurityEventReader {
  private static final String CREDENTIAL_CHANGE =
      "https://schemas.openid.net/secevent/caep/event-type/credential-change";
  private static final int MAX_TOKEN = 64 * 1024;

  private final JwtConsumer checks;

  SecurityEventReader(FeedSettings settings, VerificationKeys keys) {
    this.checks =
        new JwtConsumerBuilder()
            .setExpectedType(true, "secevent+jwt")
            .setExpectedIssuer(true, settings.authorityUrl().toString())
            .setExpectedAudience(true, settings.stream())
            .setRequireJwtId()
            .setRequireIssuedAt()
            .setJwsAlgorithmConstraints(
                new AlgorithmConstraints(
                    ConstraintType.PERMIT,
                    AlgorithmIdentifiers.RSA_USING_SHA256,
                    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
            .setVerificationKeyResolver(
                (jws, nesting) -> {
                  String keyId = jws.getKeyIdHeaderValue();
                  return Optional.ofNullable(keyId)
                      .flatMap(keys::find)
                      .orElseThrow(() -> new UnresolvableKeyException("unknown key id"));
                })
            .build();
  }

  /**
   * The revocation in the token; empty when it is a valid event of another kind.
   *
   * @throws ProblemException when the token is not acceptable
   */
  Optional<RevocationEvent> read(String id, String token) {
    if (token.length() > MAX_TOKEN) {
      throw refusal("set-too-large", null);
    }
    try {
      JwtClaims claims = checks.processToClaims(token);
      // SSF 1.0 section 4.1.2: neither may appear, so that a SET is never taken for another token.
      if (claims.hasClaim("sub") || claims.hasClaim("exp") || !id.equals(claims.getJwtId())) {
        throw refusal("set-claims", null);
      }
      Map<?, ?> events = claims.getClaimValue("events", Map.class);
      if (events == null || events.size() != 1) {
        throw refusal("set-events", null);
      }
      return events.get(CREDENTIAL_CHANGE) instanceof Map<?, ?> change
          ? revocation(claims, change)
          : Optional.empty();
    } catch (InvalidJwtException | MalformedClaimException e) {
      throw keyOutage(e).orElseGet(() -> refusal("set-invalid", e));
    }
  }

  /** Not being able to read the authority's keys says nothing about the token. */
  private static Optional<ProblemException> keyOutage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProblemException problem) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }

  /** CAEP 1.0 section 3.3, credential-change of an X.509 certificate. */
  private static Optional<RevocationEvent> revocation(JwtClaims claims, Map<?, ?> change)
      throws MalformedClaimException {
    if (!"x509".equals(change.get("credential_type"))
        || !"revoke".equals(change.get("change_type"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RevocationEvent(
              claims.getJwtId(),
              new X500Principal((String) change.get("x509_issuer")),
              SerialNumber.parse((String) change.get("x509_serial")).value(),
              reason(change.get("reason_admin")),
              at(claims, change.get("event_timestamp"))));
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      throw refusal("set-event-syntax", e);
    }
  }

  private static Instant at(JwtClaims claims, Object timestamp) throws MalformedClaimException {
    return timestamp instanceof Number seconds
        ? Instant.ofEpochSecond(seconds.longValue())
        : instant(claims.getIssuedAt());
  }

  private static Instant instant(NumericDate date) {
    return Instant.ofEpochSecond(date.getValue());
  }

  /**
   * The reason is told to people in a language map; ours is the reason's token. What we cannot read
   * is unspecified.
   */
  private static RevocationReason reason(Object languages) {
    if (languages instanceof Map<?, ?> map && map.get("en") instanceof String token) {
      try {
        return RevocationReason.parse(token);
      } catch (ProblemException e) {
        return RevocationReason.UNSPECIFIED;
      }
    }
    return RevocationReason.UNSPECIFIED;
  }

  private static ProblemException refusal(String check, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, check, "The security event token is not acceptable", cause);
  }
}
