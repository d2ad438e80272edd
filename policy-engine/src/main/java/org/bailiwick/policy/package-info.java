/**
 * The decision port and Cedar behind it.
 *
 * <p>Door: {@link org.bailiwick.policy.CedarDecisionPoint}, behind the interface {@link
 * org.bailiwick.policy.DecisionPort}. Invariants: closed by default; a forbid overrides every
 * permit; a fault of any kind is a denial; only files that match their manifest are loaded, and
 * never a version lower than one seen before; decisions are not cached. Draft: policies decide at
 * issuance, registration, admission and every step.
 */
package org.bailiwick.policy;
