package org.bailiwick.client.renewal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.EnrolmentProgress;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Waits for officers: it repeats the request at the intervals that the authority sets. The wait
 * goes on when the authority cannot be reached.
 */
public final class ApprovalWait {
  private final Supplier<EnrolmentAnswer> request;
  private final Clock clock;

  /**
   * @param request sends the request
   */
  public ApprovalWait(Supplier<EnrolmentAnswer> request) {
    this(request, Clock.systemUTC());
  }

  ApprovalWait(Supplier<EnrolmentAnswer> request, Clock clock) {
    this.request = request;
    this.clock = clock;
  }

  /** Returns the credential, or the last progress when the time is over; throws a refusal. */
  public EnrolmentAnswer await(EnrolmentAnswer first, Duration atMost) throws InterruptedException {
    Instant end = clock.instant().plus(atMost);
    EnrolmentAnswer answer = first;
    while (answer instanceof EnrolmentProgress waiting && clock.instant().isBefore(end)) {
      Duration left = Duration.between(clock.instant(), end);
      Thread.sleep(left.compareTo(waiting.askAgain()) < 0 ? left : waiting.askAgain());
      answer = repeat(waiting);
    }
    return answer;
  }

  private EnrolmentAnswer repeat(EnrolmentProgress before) {
    try {
      return request.get();
    } catch (ProblemException failure) {
      if (Delivery.isFinal(failure)) {
        throw failure;
      }
      return before;
    }
  }
}
