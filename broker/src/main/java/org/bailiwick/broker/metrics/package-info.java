/**
 * What the broker counts and measures, in the text format of Prometheus (version 0.0.4).
 *
 * <p>Door: {@link org.bailiwick.broker.metrics.BrokerMetrics}. Invariants: labels are names of
 * assets, capabilities, outcomes and checks, which come from reviewed files and from our code, and
 * never inputs, outputs, tokens or names of people; there is a bound to the number of series.
 */
package org.bailiwick.broker.metrics;
