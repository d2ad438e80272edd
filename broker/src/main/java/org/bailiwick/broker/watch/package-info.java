/**
 * What the operator sees of a running broker: its signed records, the states of its parts, and its
 * metrics.
 *
 * <p>Door: {@link org.bailiwick.broker.watch.BrokerWatch}. Invariants: no order is executed while
 * the records are incomplete; a back end that is away does not make the broker unready, because it
 * has others; nothing that is told has a secret, an input or an output.
 */
package org.bailiwick.broker.watch;
