/**
 * What enforcement points ask for and say: the routes, their decisions, and the rows of what each
 * has said last. Door: {@link org.bailiwick.master.enforcementreport.EnforcementResource}.
 *
 * <p>Invariants: only a service that a file describes is answered; a report is bounded, as is how
 * much an enforcement point says in a time, and every member of it is checked; what one node was
 * told, all nodes show.
 */
package org.bailiwick.master.enforcementreport;
