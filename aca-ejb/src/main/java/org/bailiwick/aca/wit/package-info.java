/**
 * Workload Identity Tokens (draft-ietf-wimse-workload-creds; requirements R53, R54): a short-lived
 * JWT that names an agent and holds the key of its credential, for relying parties that verify
 * signatures but no certificates (docs/workload-identity-token.md). And JWT-SVIDs (SPIFFE), which
 * are for named audiences, by the same key and with another type (docs/jwt-svid.md).
 *
 * <p>Doors: {@link org.bailiwick.aca.wit.WitMint} makes both, {@link org.bailiwick.aca.wit.WitKeys}
 * publishes the keys that verify them. Invariants: a token is recorded before it is signed; none
 * outlives the credential; none is made for a credential that was revoked, whose key was reported
 * or whose name is frozen, which the transaction that records the token checks; a key is published
 * before it signs, and until its last token has expired; each token has an entry in a status list.
 */
package org.bailiwick.aca.wit;
