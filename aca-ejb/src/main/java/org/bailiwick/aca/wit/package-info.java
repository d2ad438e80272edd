/**
 * Workload Identity Tokens (draft-ietf-wimse-workload-creds; requirements R53, R54): a short-lived
 * JWT that names an agent and holds the key of its credential, for those who verify signatures and
 * no certificates (docs/workload-identity-token.md).
 *
 * <p>Doors: {@link org.bailiwick.aca.wit.WitMint} makes them, {@link org.bailiwick.aca.wit.WitKeys}
 * knows by which keys they are verified. Invariants: no token is signed that is not on record; none
 * outlives the credential; none is made for a credential that was revoked, whose key was reported
 * or whose name is frozen, and that is looked up in the transaction of the record; a key is
 * published before it signs, and until all that it signed has expired.
 */
package org.bailiwick.aca.wit;
