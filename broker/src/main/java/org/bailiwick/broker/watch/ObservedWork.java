package org.bailiwick.broker.watch;

import jakarta.json.JsonValue;
import java.time.Duration;
import org.bailiwick.broker.metrics.BrokerMetrics;
import org.bailiwick.broker.records.SignedRecords;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The work of an operation, which is not begun while records are incomplete, and is counted. */
record ObservedWork(
    String asset,
    String capability,
    Work work,
    SignedRecords records,
    BrokerMetrics metrics,
    AssetStates states)
    implements Work {
  private static final String DONE = "done";
  private static final String UNKNOWN = "outcome-unknown";
  private static final int UNAVAILABLE = 503;

  @Override
  public JsonValue perform(WorkOrder order) {
    records.requireComplete();
    long begun = System.nanoTime();
    String outcome = "failed";
    String code = ProblemType.INTERNAL.slug();
    try {
      JsonValue output = work.perform(order);
      outcome = DONE;
      code = DONE;
      return output;
    } catch (ProblemException e) {
      outcome = outcome(e);
      code = e.check();
      throw e;
    } finally {
      metrics.call(asset, capability, outcome, Duration.ofNanos(System.nanoTime() - begun));
      states.called(asset, code);
    }
  }

  private static String outcome(ProblemException problem) {
    if (UNKNOWN.equals(problem.check())) {
      return "unknown";
    }
    if (problem.type().status() == UNAVAILABLE) {
      return "unavailable";
    }
    return problem.type() == ProblemType.INTERNAL ? "failed" : "refused";
  }
}
