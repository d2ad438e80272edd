package org.bailiwick.node.request;

import jakarta.ws.rs.container.AsyncResponse;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The answer to a request that waits for news (long poll). The peer's right is asked for again
 * before the answer is made, because the peer may have been revoked while the request waited. Its
 * audit rows have the id of the request. A request that the server has ended, for instance after
 * the process was paused beyond its time limit, is not answered: the server has reused its objects.
 */
public final class HeldAnswer {
  private final AsyncResponse answer;
  private final Runnable right;
  private final RequestContext context = RequestContext.current();
  private final UnaryOperator<Runnable> carrier = RequestContext.carrier();

  /**
   * Made in the thread of the request.
   *
   * @param right throws the refusal of a peer that may not have the answer now
   */
  public HeldAnswer(AsyncResponse answer, Runnable right) {
    this.answer = answer;
    this.right = right;
  }

  /** The request that waits. */
  public AsyncResponse request() {
    return answer;
  }

  /** Answers with the value, or with the refusal or fault that is thrown instead. */
  public void give(Supplier<?> value) {
    if (!context.isReleased()) {
      carrier.apply(() -> answerWith(value)).run();
    }
  }

  private void answerWith(Supplier<?> value) {
    Object made;
    try {
      right.run();
      made = value.get();
    } catch (RuntimeException refusal) {
      answer.resume(refusal);
      return;
    }
    answer.resume(made);
  }
}
