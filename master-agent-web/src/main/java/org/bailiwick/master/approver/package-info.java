/**
 * Who decides about steps: officers of the domain, by certificate, and people who have signed in.
 * Door: {@link org.bailiwick.master.approver.Approver}.
 *
 * <p>Invariants: whoever decides is asked about as the policies see it at that time, and a person
 * again when the step is released; a job of which the approver is caller, principal or the person
 * behind the calling agent is the approver's own, whatever the policies permit; what a person may
 * not decide about is not shown to that person.
 */
package org.bailiwick.master.approver;
