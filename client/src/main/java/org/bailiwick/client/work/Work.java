package org.bailiwick.client.work;

import jakarta.json.JsonValue;

/**
 * The work of an agent for one capability. It may be asked twice for one order after a crash, so
 * its own effects must be tied to the order's idempotency key. A refusal is a {@link
 * org.bailiwick.contract.problem.ProblemException}.
 */
@FunctionalInterface
public interface Work {
  JsonValue perform(WorkOrder order);
}
