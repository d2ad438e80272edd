package org.bailiwick.master.callout;

import java.net.http.HttpResponse;
import java.util.Set;

/** An agent's answer to the withdrawal of accepted work. */
public sealed interface WithdrawalAnswer {

  /** The agent will not go on with the work, or does not know it any more. */
  record Withdrawn(int status) implements WithdrawalAnswer {}

  /**
   * The agent may not know of the withdrawal.
   *
   * @param reason a code, or a code, a colon and a few words
   * @param cause class names of the exceptions, for the log
   */
  record Failed(String reason, String cause) implements WithdrawalAnswer {}

  /** OK, Accepted, No Content, Not Found, Gone. */
  Set<Integer> WITHDRAWN = Set.of(200, 202, 204, 404, 410);

  /** Reads the status only, since nothing else of the answer matters. */
  static WithdrawalAnswer of(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    return WITHDRAWN.contains(status)
        ? new Withdrawn(status)
        : new Failed(AnswerReader.refusal(status, response.body()), "");
  }

  /** The outcome of a call that brought no answer. */
  static WithdrawalAnswer of(CallAnswer failure) {
    return switch (failure) {
      case CallAnswer.NotReached notReached -> new Failed(notReached.reason(), notReached.cause());
      case CallAnswer.Unsure unsure -> new Failed(unsure.reason(), unsure.cause());
      case CallAnswer.Refused refused -> new Failed(refused.reason(), "");
      case CallAnswer.Busy busy -> new Failed(busy.reason(), "");
      case CallAnswer.Accepted accepted -> new Failed(AnswerReader.MALFORMED, "");
      case CallAnswer.Output output -> new Failed(AnswerReader.MALFORMED, "");
      case CallAnswer.LongOutput output -> {
        output.discard();
        yield new Failed(AnswerReader.MALFORMED, "");
      }
    };
  }
}
