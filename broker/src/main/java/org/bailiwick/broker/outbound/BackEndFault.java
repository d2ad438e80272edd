package org.bailiwick.broker.outbound;

import java.time.Duration;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A call of a back end that has no usable answer. The code says why; no text of the back end is in
 * it.
 */
public final class BackEndFault extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What became of the work. */
  private enum Outcome {
    REFUSED,
    NOT_DONE,
    PERHAPS_DONE,
    UNUSABLE_ANSWER
  }

  private final String code;
  private final Outcome outcome;
  private final Duration pause;

  private BackEndFault(String code, Outcome outcome, Duration pause, Throwable cause) {
    super(code, cause);
    this.code = code;
    this.outcome = outcome;
    this.pause = pause;
  }

  /** Nothing was done, and a repetition does not help. */
  public static BackEndFault refused(String code, Throwable cause) {
    return new BackEndFault(code, Outcome.REFUSED, PAUSE, cause);
  }

  /** Nothing was done, and a repetition may help. */
  public static BackEndFault notDone(String code, Throwable cause) {
    return new BackEndFault(code, Outcome.NOT_DONE, PAUSE, cause);
  }

  /** Nothing was done, and a repetition may help after this time. */
  public static BackEndFault busy(String code, Duration pause) {
    return new BackEndFault(code, Outcome.NOT_DONE, pause, null);
  }

  /** The request was sent, and nobody knows whether the work was done. */
  public static BackEndFault perhapsDone(String code, Throwable cause) {
    return new BackEndFault(code, Outcome.PERHAPS_DONE, PAUSE, cause);
  }

  /** The work was done, so far as the back end says, and its answer cannot be used. */
  public static BackEndFault unusable(String code, Throwable cause) {
    return new BackEndFault(code, Outcome.UNUSABLE_ANSWER, PAUSE, cause);
  }

  private ProblemException problem() {
    return new ProblemException(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            code,
            "The back end cannot do the work now: " + code)
        .after(pause);
  }

  /** The same fault of a request that only prepared the work. */
  public BackEndFault beforeTheWork() {
    return switch (outcome) {
      case PERHAPS_DONE -> new BackEndFault(code, Outcome.NOT_DONE, pause, this);
      case UNUSABLE_ANSWER -> new BackEndFault(code, Outcome.REFUSED, pause, this);
      case REFUSED, NOT_DONE -> this;
    };
  }

  /** The reason, in lower case with hyphens. */
  public String code() {
    return code;
  }

  /**
   * What the caller of the work is told.
   *
   * @throws ProblemException dependency-unavailable, if nothing was done and a repetition may help
   */
  public BackEndAnswer answer(Repetition repetition) {
    return switch (outcome) {
      case REFUSED -> new BackEndAnswer.Refused(code);
      case NOT_DONE -> throw problem();
      case PERHAPS_DONE ->
          repetition == Repetition.ONCE
              ? new BackEndAnswer.Unsure(code)
              : new BackEndAnswer.Busy(code, pause);
      case UNUSABLE_ANSWER ->
          repetition == Repetition.READS
              ? new BackEndAnswer.Refused(code)
              : new BackEndAnswer.Unsure(code);
    };
  }
}
