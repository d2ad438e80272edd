/**
 * What enforcement points follow: the bundle of policies, the agents, the revocations and the tasks
 * of the domain, as one picture and its changes. Door: {@link
 * org.bailiwick.master.enforcementfeed.EnforcementFeed}.
 *
 * <p>Invariants: a reader that has missed a change that is not kept any more begins with the whole
 * picture; the memory for a reader does not depend on how fast it reads; a feed ends when its
 * reader's credential is revoked or its file removed; while this node does not know for certain
 * what is so, it says that, and enforcement points close after their time.
 */
package org.bailiwick.master.enforcementfeed;
