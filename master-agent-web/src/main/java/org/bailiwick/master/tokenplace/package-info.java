/**
 * The places of access tokens in status lists. Door: {@link
 * org.bailiwick.master.tokenplace.TokenPlaces}. Invariant: a place is stored in the transaction
 * that stores its token, and goes with it.
 */
package org.bailiwick.master.tokenplace;
