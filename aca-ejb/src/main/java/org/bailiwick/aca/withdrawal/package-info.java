/**
 * Reports of identity providers on their users (requirement R11; CAEP 1.0, RISC 1.0): a person has
 * left, or has lost a role.
 *
 * <p>Doors: {@link org.bailiwick.aca.withdrawal.ReportedUsers} for the reports, {@link
 * org.bailiwick.aca.withdrawal.WithdrawnUsers} for issuance. Invariants: a report takes effect
 * once; a token that was issued before it enrols nobody; the report's row and its last revocation
 * are stored in one transaction.
 */
package org.bailiwick.aca.withdrawal;
