/**
 * Signed heads of the broker's audit log, in the form of the nodes' ({@link
 * org.bailiwick.node.audit.HeadStatement}, docs/audit.md), so that rows which the owner of the
 * database has changed, deleted or replaced by an older copy are found.
 *
 * <p>Door: {@link org.bailiwick.broker.records.SignedRecords}. Invariants: the file of heads is
 * outside of the database, and the key that signs it never leaves the HSM token; a head is signed
 * only for rows that were recomputed here and follow the head before; while rows that were signed
 * are missing or changed, no order is accepted, until the operator has accepted the gap, which
 * stays in the file for good.
 */
package org.bailiwick.broker.records;
