/**
 * Access requests (AuthZEN Access Request and Approval Profile, draft 1): an enforcement point has
 * people asked about a question that was denied for want of a person's approval, and asks again
 * with what they have approved. Doors: {@link
 * org.bailiwick.master.accessrequest.RequestableDenials} for the decision point, {@link
 * org.bailiwick.master.accessrequest.AccessRequests} for the endpoints of enforcement points,
 * {@link org.bailiwick.master.accessrequest.AccessRequestControl} for those who decide.
 *
 * <p>Invariants: a denial stays a denial; only a denial that an approval would end can be
 * requested; a request is about exactly the question that this domain has denied to this
 * enforcement point, and never changes; nobody decides about an own request; an approval counts for
 * that question of that enforcement point alone, until its time is over or somebody has taken it
 * back, and only as a fact that policies read; whoever has approved it must still have the right to
 * when it is used.
 */
package org.bailiwick.master.accessrequest;
