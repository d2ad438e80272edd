/**
 * The authority's memory: issuers, reservations, completions, revocations.
 *
 * <p>Doors: {@link org.bailiwick.aca.ledger.IssuanceLedger} and, for CRLs, {@link
 * org.bailiwick.aca.ledger.RevocationList}. Invariants: rows are inserted and never updated;
 * nothing is signed that was not reserved, and nothing is handed out that was not completed; a
 * reservation without completion counts as issued (it may be signed) and can be revoked; everything
 * is keyed by issuer.
 */
package org.bailiwick.aca.ledger;
