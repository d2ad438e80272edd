package org.bailiwick.client.wit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * A token of this agent and its times: a Workload Identity Token, which a reader accepts only with
 * a proof of possession of the key that it names, or a JWT-SVID, which is valid without one.
 */
public record WorkloadToken(String text, Instant issuedAt, Instant expiresAt) {
  private static final int PARTS_OF_LIFE = 3;

  /**
   * Reads a token without verifying it; its recipients verify it.
   *
   * @throws ProblemException DEPENDENCY_UNAVAILABLE if the text is no token or lacks a time
   */
  public static WorkloadToken parse(String text) {
    String compact = text.strip();
    JsonWebSignature jws = new JsonWebSignature();
    try {
      jws.setCompactSerialization(compact);
      JwtClaims claims = JwtClaims.parse(jws.getUnverifiedPayload());
      return new WorkloadToken(
          compact, time(claims.getIssuedAt()), time(claims.getExpirationTime()));
    } catch (JoseException | InvalidJwtException | MalformedClaimException | DateTimeException e) {
      throw refused(e);
    }
  }

  private static Instant time(NumericDate date) {
    if (date == null) {
      throw refused(null);
    }
    return Instant.ofEpochSecond(date.getValue());
  }

  /** The time at which to get the next token: after two thirds of the lifetime. */
  public Instant dueAt() {
    return expiresAt.minus(Duration.between(issuedAt, expiresAt).dividedBy(PARTS_OF_LIFE));
  }

  private static ProblemException refused(Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, "wit-form", "The text is not a workload token", cause);
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "WorkloadToken[" + expiresAt + "]";
  }
}
