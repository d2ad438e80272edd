/**
 * What the broker gives to the part that speaks to one kind of back end, and what it gets back.
 *
 * <p>Door: {@link org.bailiwick.broker.backend.BackEndDriver}, of which there is one for each kind
 * of asset. Invariants: a driver is called only after the Txn-Token was verified; an answer is
 * output as JSON or a reason that is a code, never text of the back end; a secret is there only
 * while its use runs, and is overwritten afterwards; each credential that is used for a call is
 * reported as a {@link org.bailiwick.broker.backend.CredentialUse} before it is used.
 */
package org.bailiwick.broker.backend;
