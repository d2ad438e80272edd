/**
 * Decisions in the process that asks. Door: {@link org.bailiwick.bench.policy.EmbeddedDecisions}.
 */
package org.bailiwick.bench.policy;
