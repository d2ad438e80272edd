/**
 * What an operator allows single agents and principals of a partner, within what the partner's
 * domain may have at all. Doors: {@link org.bailiwick.node.trust.limits.AgentLimits} and {@link
 * org.bailiwick.node.trust.limits.NamedScopes}.
 *
 * <p>Invariants: a list that is there is closed, so a name that it lacks has nothing; no list
 * widens another one.
 */
package org.bailiwick.node.trust.limits;
