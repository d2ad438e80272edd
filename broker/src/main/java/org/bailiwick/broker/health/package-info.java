/**
 * A listener on the loopback interface where the operator's tools read health and metrics of the
 * broker. It has the paths and the form of the nodes' health checks (docs/operations.md).
 *
 * <p>Door: {@link org.bailiwick.broker.health.HealthListener}. Invariants: it is bound to a
 * loopback address and reads nothing but a path; connections, their octets and their time are
 * bounded; no answer waits for token, database or a back end, and none has a secret, an input or an
 * output.
 */
package org.bailiwick.broker.health;
