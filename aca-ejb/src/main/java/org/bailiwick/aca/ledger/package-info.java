/**
 * The authority's tables of issuers, reservations, completions and revocations.
 *
 * <p>Doors: {@link org.bailiwick.aca.ledger.IssuanceLedger} and, for CRLs, {@link
 * org.bailiwick.aca.ledger.RevocationList}. Invariants: rows are inserted and never updated;
 * nothing is signed before its reservation, and nothing is handed out before its completion; a
 * reservation without completion may have been signed, so it can be revoked; every primary key
 * contains the issuer.
 */
package org.bailiwick.aca.ledger;
