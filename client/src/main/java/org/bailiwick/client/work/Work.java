package org.bailiwick.client.work;

import jakarta.json.JsonValue;

/**
 * The work of an agent for one capability. After a crash it may be called twice for one order, so
 * its effects must be bound to the order's idempotency key. It refuses an order by a {@link
 * org.bailiwick.contract.problem.ProblemException}.
 */
@FunctionalInterface
public interface Work {
  JsonValue perform(WorkOrder order);
}
