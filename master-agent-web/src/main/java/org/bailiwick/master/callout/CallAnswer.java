package org.bailiwick.master.callout;

import java.time.Duration;
import java.util.Optional;
import org.bailiwick.node.outbound.spool.SpooledAnswer;

/**
 * The outcome of a call. There is one type for each way to continue. A reason is a code, or a code,
 * a colon and a few words. It never repeats text of the called asset or of a library.
 */
public sealed interface CallAnswer {

  /** The reason for an answer that is not in the form of the protocol. */
  String MALFORMED = "agent-answer-malformed";

  /** The greatest number of JSON values of an answer; a later agent may have to read them all. */
  int MAX_VALUES = 100_000;

  /** The work is done; {@code json} is its output as JSON text. */
  record Output(String json) implements CallAnswer {}

  /**
   * The work is said to be done by a long answer, which was not read yet: a JSON object whose
   * member {@code output} is the output.
   */
  record LongOutput(SpooledAnswer answer) implements CallAnswer {
    @Override
    public void discard() {
      answer.close();
    }
  }

  /** Nobody reads the answer any more. */
  default void discard() {
    // Most answers are in memory only.
  }

  /**
   * The asset has accepted the work, and is asked for its state later.
   *
   * @param statusUrl where the state can be asked for; it is not used in the answer to a poll
   * @param after the pause that the asset requests before the next question
   */
  record Accepted(WorkState state, Optional<String> statusUrl, Optional<Duration> after)
      implements CallAnswer {}

  /** The asset refuses the work, and would refuse it again. */
  record Refused(String reason) implements CallAnswer {}

  /** The asset asks to be called again later. */
  record Busy(String reason, Duration after) implements CallAnswer {}

  /**
   * The connection could not be made, so the asset does not know of the call.
   *
   * @param cause class names of the exceptions and the called origin, for the log
   */
  record NotReached(String reason, String cause) implements CallAnswer {}

  /**
   * The connection broke or the time ran out. The work may be done, so only this asset may be
   * called again.
   *
   * @param cause class names of the exceptions and the called origin, for the log
   */
  record Unsure(String reason, String cause) implements CallAnswer {}
}
