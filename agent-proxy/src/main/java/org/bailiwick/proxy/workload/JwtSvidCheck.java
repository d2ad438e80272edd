package org.bailiwick.proxy.workload;

import jakarta.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.grpc.GrpcRefusal;
import org.bailiwick.proxy.grpc.GrpcStatus;
import org.bailiwick.proxy.grpc.GrpcStream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * The method {@code ValidateJWTSVID}: verifies a token of the trust domain for a workload that does
 * not do it itself (SPIFFE JWT-SVID sections 3 and 4). Status lists are not read.
 */
final class JwtSvidCheck {
  private static final int AUDIENCE = 1;
  private static final int SVID = 2;

  /** JWT-SVID section 2.1. */
  private static final AlgorithmConstraints ALGORITHMS =
      new AlgorithmConstraints(
          AlgorithmConstraints.ConstraintType.PERMIT,
          AlgorithmIdentifiers.RSA_USING_SHA256,
          AlgorithmIdentifiers.RSA_USING_SHA384,
          AlgorithmIdentifiers.RSA_USING_SHA512,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
          AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA512);

  /** Section 2.3; other types are other kinds of tokens, even if the same key signed them. */
  private static final Set<String> TYPES = Set.of("JWT", "JOSE");

  private final TrustDomain domain;
  private final InstantSource clock;

  JwtSvidCheck(TrustDomain domain, InstantSource clock) {
    this.domain = domain;
    this.clock = clock;
  }

  /**
   * Answers with the SPIFFE id and the claims of a valid token.
   *
   * @param keys the JWK set of the trust domain's keys for JWT-SVIDs
   */
  Optional<GrpcRefusal> validate(byte[] request, String keys, GrpcStream stream) {
    Optional<RequestFields> fields = RequestFields.read(request);
    if (fields.isEmpty()) {
      return refused("request-form", "The request is no message of this method");
    }
    String audience = fields.get().last(AUDIENCE);
    String token = fields.get().last(SVID);
    if (audience.isEmpty() || token.isEmpty()) {
      return refused("workload-audience", "The request lacks an audience or a token");
    }
    Optional<JsonObject> claims = claims(token, audience, keys);
    if (claims.isEmpty()) {
      return refused("workload-jwt-svid-invalid", "The token is no valid JWT-SVID for this reader");
    }
    stream.answer(
        new ProtocolBuffer()
            .text(1, claims.get().getString("sub"))
            .message(2, ClaimsMessage.of(claims.get()))
            .encoded());
    return Optional.empty();
  }

  private Optional<JsonObject> claims(String token, String audience, String keys) {
    try {
      JwtContext verified =
          new JwtConsumerBuilder()
              .setVerificationKeyResolver(new JwksVerificationKeyResolver(withoutUse(keys)))
              .setJwsAlgorithmConstraints(ALGORITHMS)
              .setRequireExpirationTime()
              .setRequireSubject()
              .setExpectedAudience(true, audience)
              .setEvaluationTime(NumericDate.fromMilliseconds(clock.instant().toEpochMilli()))
              .build()
              .process(token);
      JsonWebSignature jws = (JsonWebSignature) verified.getJoseObjects().getFirst();
      String type = jws.getHeader("typ");
      String subject = verified.getJwtClaims().getSubject();
      return (type == null || TYPES.contains(type)) && isOurs(subject)
          ? Optional.of(StrictJson.object(jws.getPayload()))
          : Optional.empty();
    } catch (InvalidJwtException
        | JoseException
        | MalformedClaimException
        | ProblemException invalid) {
      return Optional.empty();
    }
  }

  /** The library looks for the use "sig" of RFC 7517, and would pass these keys over. */
  private static List<JsonWebKey> withoutUse(String keys) throws JoseException {
    List<JsonWebKey> all = new JsonWebKeySet(keys).getJsonWebKeys();
    all.forEach(key -> key.setUse(null));
    return all;
  }

  private boolean isOurs(String subject) {
    return SpiffeId.parse(subject).trustDomain().equals(domain);
  }

  private static Optional<GrpcRefusal> refused(String check, String detail) {
    return Optional.of(new GrpcRefusal(GrpcStatus.INVALID_ARGUMENT, check, detail));
  }
}
