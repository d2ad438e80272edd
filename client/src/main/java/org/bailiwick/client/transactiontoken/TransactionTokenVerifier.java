package org.bailiwick.client.transactiontoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Verifies a Txn-Token: form, type, signature by a key of the Master Agent, audience and time, and
 * that the caller may present it to this agent. Nodes have the same rules (decision 45).
 */
public final class TransactionTokenVerifier {
  /** The header of a request that carries the token (Txn-Tokens section 12). */
  public static final String HEADER = "Txn-Token";

  private static final String TYPE = "txntoken+jwt";

  private static final int MAX_LENGTH = 16 * 1024;

  /** Checked because the decoder skips characters that are not base64url. */
  private static final Pattern COMPACT = Pattern.compile("([A-Za-z0-9_-]+\\.){2}[A-Za-z0-9_-]+");

  /** The time by which the Master Agent's clock may be ahead; it does not apply to {@code exp}. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private final MasterKeys keys;
  private final TrustDomain domain;
  private final Clock clock;

  /**
   * A verifier for this trust domain.
   *
   * @param jwks fetches the Master Agent's key set ({@code /oauth/jwks}), over a connection that
   *     has verified the Master Agent; throws a ProblemException if it cannot be had
   */
  public TransactionTokenVerifier(Supplier<String> jwks, TrustDomain domain, Clock clock) {
    this.keys = new MasterKeys(jwks, clock);
    this.domain = domain;
    this.clock = clock;
  }

  /**
   * The token's claims, if this caller may present it to {@code self}. The caller has proved its
   * name by a certificate of this trust domain.
   *
   * @throws ProblemException access-token-invalid for any other token, dependency-unavailable when
   *     the Master Agent's keys cannot be had
   */
  public VerifiedTransactionToken verify(String compact, SpiffeId caller, SpiffeId self) {
    VerifiedTransactionToken token = read(compact, claims(compact));
    if (!token.requestingWorkload().equals(caller)) {
      throw refused(
          "txn-token-workload", "The token was issued to a workload other than the caller", null);
    }
    if (token.callee().isPresent() && !token.callee().get().equals(self)) {
      throw refused("txn-token-callee", "The token was issued for another agent", null);
    }
    return token;
  }

  private JwtClaims claims(String compact) {
    if (compact.length() > MAX_LENGTH || !COMPACT.matcher(compact).matches()) {
      throw invalid(null);
    }
    Instant now = clock.instant();
    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setExpectedType(true, TYPE)
            .setJwsAlgorithmConstraints(
                new AlgorithmConstraints(
                    AlgorithmConstraints.ConstraintType.PERMIT,
                    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                    AlgorithmIdentifiers.RSA_USING_SHA256))
            .setVerificationKeyResolver(keys)
            .setExpectedAudience(true, domain.name())
            .setRequireExpirationTime()
            .setRequireIssuedAt()
            .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
            .build();
    try {
      return requireAudienceAndTime(consumer.processToClaims(compact), now);
    } catch (InvalidJwtException e) {
      // The caller did not cause a failed fetch of the keys, so it may try again.
      if (e.getCause() != null && e.getCause().getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw invalid(e);
    }
  }

  /** Checks that there is a single audience, and that the token was not issued in the future. */
  private JwtClaims requireAudienceAndTime(JwtClaims claims, Instant now) {
    try {
      if (claims.getAudience().equals(List.of(domain.name()))
          && claims.getIssuedAt().getValue() <= now.plus(LEEWAY).getEpochSecond()) {
        return claims;
      }
    } catch (MalformedClaimException e) {
      throw invalid(e);
    }
    throw invalid(null);
  }

  private static ProblemException invalid(Exception cause) {
    return refused("txn-token-invalid", "The Txn-Token is not valid here", cause);
  }

  private static VerifiedTransactionToken read(String compact, JwtClaims claims) {
    try {
      Map<?, ?> context = claims.getClaimValue("tctx", Map.class);
      Map<?, ?> request = claims.getClaimValue("rctx", Map.class);
      Optional<SpiffeId> callee =
          Optional.ofNullable(request).map(map -> (String) map.get("callee")).map(SpiffeId::parse);
      return new VerifiedTransactionToken(
          compact,
          required(claims.getStringClaimValue("txn")),
          CapabilitySet.parseScope(required(claims.getStringClaimValue("scope"))),
          SpiffeId.parse(required(claims.getStringClaimValue("req_wl"))),
          required(context == null ? null : (String) context.get("job")),
          callee,
          order(request),
          Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
    } catch (MalformedClaimException | ClassCastException | ProblemException e) {
      throw refused("txn-token-claims", "The Txn-Token lacks a claim or has a malformed one", e);
    }
  }

  private static Optional<String> order(Map<?, ?> request) {
    return Optional.ofNullable(request).map(map -> (String) map.get("order_sha256"));
  }

  private static String required(String claim) {
    return Optional.ofNullable(claim)
        .orElseThrow(() -> refused("txn-token-claims", "The Txn-Token lacks a claim", null));
  }

  /** The value of a header that must occur exactly once. */
  public static String only(List<String> values) {
    if (values == null || values.size() != 1) {
      throw refused("txn-token-header", "The request does not carry exactly one Txn-Token", null);
    }
    return values.getFirst();
  }

  private static ProblemException refused(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, detail, cause);
  }
}
