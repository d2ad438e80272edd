package org.bailiwick.master.callout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** A call that has been started. */
public final class PendingCall {

  private final Future<?> exchange;
  private final CompletableFuture<CallAnswer> answer;

  PendingCall(Future<?> exchange, CompletableFuture<CallAnswer> answer) {
    this.exchange = exchange;
    this.answer = answer;
  }

  /** A call that ended before anything was sent. */
  static PendingCall answered(CallAnswer answer) {
    CompletableFuture<CallAnswer> known = CompletableFuture.completedFuture(answer);
    return new PendingCall(known, known);
  }

  /** Completes once, and never exceptionally, because each failure becomes an answer. */
  public CompletionStage<CallAnswer> answer() {
    return answer.minimalCompletionStage();
  }

  /** Cancels the call and closes its connection; the answer is then {@code Unsure}. */
  public void cancel() {
    exchange.cancel(true);
  }
}
