/**
 * Serves results that are stored by reference. Door: {@link
 * org.bailiwick.master.resultaccess.ResultResource}.
 *
 * <p>Invariants: a result is read by the owner of its job, and by the agent of a running step whose
 * order names it, with the token of this step and the certificate of its callee; nobody else reads
 * it, whatever a policy says of the job; what is read is in the audit log before it leaves; few
 * results are read at once, and one reader has a part of these readings.
 */
package org.bailiwick.master.resultaccess;
