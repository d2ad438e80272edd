/**
 * Answers whether a request may pass. Door: {@link org.bailiwick.enforcement.decide.Enforcer}.
 *
 * <p>Invariants: an answer comes from memory; everything is denied without policies, while the feed
 * is away for too long, for a path that two readers could read in two ways, for an obligation that
 * is not known, and after any fault; a denial names its reasons.
 */
package org.bailiwick.enforcement.decide;
