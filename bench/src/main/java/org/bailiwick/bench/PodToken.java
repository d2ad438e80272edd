package org.bailiwick.bench;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bailiwick.client.attestor.EnrolmentEvidence;
import org.bailiwick.client.attestor.EvidenceRequest;
import org.bailiwick.client.attestor.InitialEvidence;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Evidence of applicants that are pods. It signs a token of a new pod for each applicant, with the
 * cluster's key.
 */
record PodToken(PrivateKey cluster, String issuer, String audience) implements InitialEvidence {
  private static final int LIFETIME_SECONDS = 3600;

  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    NumericDate now = NumericDate.fromSeconds(Instant.now().getEpochSecond());
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience(List.of(audience));
    claims.setSubject(UUID.randomUUID().toString());
    claims.setStringClaim("namespace", "agents");
    claims.setIssuedAt(now);
    claims.setExpirationTime(NumericDate.fromSeconds(now.getValue() + LIFETIME_SECONDS));
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    jws.setKeyIdHeaderValue("bench-1");
    jws.setPayload(claims.toJson());
    jws.setKey(cluster);
    try {
      return new EnrolmentEvidence("oidc-token", jws.getCompactSerialization());
    } catch (JoseException e) {
      throw new IllegalStateException("the cluster's key cannot sign", e);
    }
  }
}
