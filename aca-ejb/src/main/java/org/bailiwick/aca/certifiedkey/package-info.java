/**
 * The holder of each certified key: one key has one holder, for good.
 *
 * <p>Door: {@link org.bailiwick.aca.certifiedkey.CertifiedKeys}, whose units join the transaction
 * of a reservation.
 */
package org.bailiwick.aca.certifiedkey;
