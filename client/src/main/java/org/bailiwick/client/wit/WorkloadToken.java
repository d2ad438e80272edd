package org.bailiwick.client.wit;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A Workload Identity Token as its holder sees it: the text to show, and its times. It is worth
 * something only with a proof by the key that it names.
 */
public record WorkloadToken(String text, Instant issuedAt, Instant expiresAt) {
  private static final int PARTS_OF_LIFE = 3;

  /**
   * Reads one; whether it is good is for those to say to whom it is shown.
   *
   * @throws ProblemException DEPENDENCY_UNAVAILABLE if it is no token with the two times
   */
  public static WorkloadToken parse(String text) {
    String compact = text.strip();
    String[] parts = compact.split("\\.", -1);
    if (parts.length != 3) {
      throw refused(null);
    }
    JsonObject claims = claims(parts[1]);
    try {
      return new WorkloadToken(compact, time(claims, "iat"), time(claims, "exp"));
    } catch (DateTimeException e) {
      throw refused(e);
    }
  }

  private static JsonObject claims(String part) {
    try {
      return StrictJson.object(Base64.getUrlDecoder().decode(part));
    } catch (ProblemException | IllegalArgumentException e) {
      throw refused(e);
    }
  }

  private static Instant time(JsonObject claims, String name) {
    if (claims.get(name) instanceof JsonNumber seconds) {
      return Instant.ofEpochSecond(seconds.longValue());
    }
    throw refused(null);
  }

  /** When to have another: after two thirds of its life. */
  public Instant dueAt() {
    return expiresAt.minus(Duration.between(issuedAt, expiresAt).dividedBy(PARTS_OF_LIFE));
  }

  private static ProblemException refused(Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, "wit-form", "This is no workload token", cause);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "WorkloadToken[" + expiresAt + "]";
  }
}
