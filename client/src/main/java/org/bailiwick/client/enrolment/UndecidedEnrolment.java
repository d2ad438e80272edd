package org.bailiwick.client.enrolment;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.client.http.JsonAnswer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A request that officers have to approve. When they have, the same request is sent again and gets
 * the credential.
 *
 * @param approvals how many officers agreed so far
 * @param approvers how many have to agree
 * @param expiresAt the time from which officers can no longer approve it
 * @param askAgain the time to wait before the next request
 */
public record UndecidedEnrolment(
    UUID id, State state, int approvals, int approvers, Instant expiresAt, Duration askAgain)
    implements EnrolmentAnswer {
  /** The check that names the refusal of a request that an officer rejected. */
  public static final String REJECTED = "enrolment-rejected";

  /** The check that names the refusal of a request on which officers did not decide in time. */
  public static final String EXPIRED = "enrolment-expired";

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The state of the request. */
  public enum State {
    WAITING,
    APPROVED,
    REJECTED,
    EXPIRED,
    ISSUED
  }

  static UndecidedEnrolment of(JsonAnswer answer) {
    JsonObject body = answer.body();
    return new UndecidedEnrolment(
        UUID.fromString(body.getString("id")),
        State.valueOf(body.getString("state").toUpperCase(Locale.ROOT)),
        body.getInt("approvals"),
        body.getInt("approvers"),
        Instant.parse(body.getString("expires_at")),
        answer.retryAfter().orElse(MINUTE));
  }

  /** One line for an operator. */
  public String summary() {
    return "waits for officers id=%s approvals=%d of=%d until=%s"
        .formatted(id, approvals, approvers, expiresAt);
  }

  /** The refusal for a final state; empty while there can still be a credential. */
  public Optional<ProblemException> refusal() {
    return switch (state) {
      case WAITING, APPROVED, ISSUED -> Optional.empty();
      case REJECTED -> Optional.of(refused(REJECTED, "An officer rejected the request " + id));
      case EXPIRED ->
          Optional.of(
              refused(EXPIRED, "The request " + id + " was not approved before " + expiresAt));
    };
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }

  @Override
  public EnrolledCredential issued() {
    throw new ProblemException(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            "enrolment-waiting",
            "The request " + id + " waits for officers to approve it")
        .after(askAgain);
  }
}
