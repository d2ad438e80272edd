package org.bailiwick.client.renewal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.UndecidedEnrolment;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Waits for officers: it sends the same request again at the intervals that the authority sets. An
 * authority that is not reached meanwhile does not end the wait.
 */
public final class ApprovalWait {
  private final Supplier<EnrolmentAnswer> again;
  private final Clock clock;

  /**
   * @param again repeats the request
   */
  public ApprovalWait(Supplier<EnrolmentAnswer> again) {
    this(again, Clock.systemUTC());
  }

  ApprovalWait(Supplier<EnrolmentAnswer> again, Clock clock) {
    this.again = again;
    this.clock = clock;
  }

  /** The credential, or the last progress when the time is over; a refusal is thrown. */
  public EnrolmentAnswer await(EnrolmentAnswer first, Duration atMost) throws InterruptedException {
    Instant end = clock.instant().plus(atMost);
    EnrolmentAnswer answer = first;
    while (answer instanceof UndecidedEnrolment waiting && clock.instant().isBefore(end)) {
      Duration left = Duration.between(clock.instant(), end);
      Thread.sleep(left.compareTo(waiting.askAgain()) < 0 ? left : waiting.askAgain());
      answer = next(waiting);
    }
    return answer;
  }

  private EnrolmentAnswer next(UndecidedEnrolment before) {
    try {
      return again.get();
    } catch (ProblemException failure) {
      if (Delivery.isFinal(failure)) {
        throw failure;
      }
      return before;
    }
  }
}
