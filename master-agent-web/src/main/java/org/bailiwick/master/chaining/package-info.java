/**
 * Identity chaining (draft-ietf-oauth-identity-chaining-17) in both directions: grants for the
 * authorization servers of partners, and what the grants of partners say. Doors: {@link
 * org.bailiwick.master.chaining.ChainedGrants} for those that this domain makes, {@link
 * org.bailiwick.master.chaining.IncomingGrant} for those that it receives, {@link
 * org.bailiwick.master.chaining.StepGrants} for steps that the Master Agent has done elsewhere.
 *
 * <p>Invariants: a grant is for one server that the partner's description names, for no more than
 * the subject token permits, and in no words but the description's; it counts no longer than the
 * subject token; its row is durable before it leaves, and ends with the subject token; a chain of
 * agents neither comes back to a domain nor grows without bound.
 */
package org.bailiwick.master.chaining;
