package org.bailiwick.master.accessrequest;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.signing.OwnTokens;

/**
 * Signs what binds a request to a denial (section Binding Token Integrity), and verifies it at any
 * node of the domain. Nothing of a denial is stored; the token says to whom which question was
 * denied.
 */
public final class BindingTokens {

  /** The check of a request that this domain has not offered so. */
  static final String BINDING = "access-request-binding";

  /** The check of a request that comes too late. */
  static final String EXPIRED = "access-request-expired";

  /** The time in which a denial can be requested. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final String TYP = "access-request+jwt";
  private static final String AUDIENCE = "access-requests";
  private static final String REASON = "reason";

  private final OwnTokens tokens;
  private final Clock clock;

  public BindingTokens(OwnTokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * A denial that can be requested.
   *
   * @param questionSha256 digest of the bound question
   * @param expiresAt in whole seconds
   */
  record Denial(
      String evaluationId,
      String asker,
      String application,
      String questionSha256,
      String reason,
      Instant expiresAt) {}

  /** A denial of now, of this question. */
  Denial denial(String asker, String application, BoundQuestion question, String reason) {
    return new Denial(
        UUID.randomUUID().toString(),
        asker,
        application,
        question.sha256(),
        reason,
        clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(LIFETIME));
  }

  /**
   * The signed text of the denial.
   *
   * @throws ProblemException while this node cannot sign
   */
  String sign(Denial denial) {
    return tokens.sign(
        TYP,
        Json.createObjectBuilder()
            .add("iss", tokens.issuer())
            .add("aud", audience())
            .add("iat", clock.instant().getEpochSecond())
            .add("exp", denial.expiresAt().getEpochSecond())
            .add("jti", denial.evaluationId())
            .add("sub", denial.asker())
            .add("application", denial.application())
            .add("question_sha256", denial.questionSha256())
            .add(REASON, denial.reason())
            .build());
  }

  /**
   * The denial of a token.
   *
   * @throws ProblemException malformed-request with the check {@link #BINDING} or {@link #EXPIRED}
   */
  Denial verify(String compact) {
    try {
      JsonObject claims = tokens.verify(compact, TYP, audience());
      return new Denial(
          claims.getString("jti"),
          claims.getString("sub"),
          claims.getString("application"),
          claims.getString("question_sha256"),
          claims.getString(REASON),
          Instant.ofEpochSecond(claims.getJsonNumber("exp").longValueExact()));
    } catch (ProblemException refusal) {
      if (refusal.type() != ProblemType.ACCESS_TOKEN_INVALID) {
        throw refusal;
      }
      throw refusal.check().endsWith("-expired") ? expired() : unbound();
    }
  }

  static ProblemException unbound() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        BINDING,
        "The request is not about a question that was denied here to this enforcement point so.");
  }

  static ProblemException expired() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, EXPIRED, "The denial can be requested no more; ask again.");
  }

  /** No other token of this issuer is for this audience. */
  private String audience() {
    return tokens.issuer() + "/" + AUDIENCE;
  }
}
