/**
 * Records the holder of each certified key. A key keeps its holder for good.
 *
 * <p>Door: {@link org.bailiwick.aca.certifiedkey.CertifiedKeys}, whose units of work join the
 * transaction of a reservation.
 */
package org.bailiwick.aca.certifiedkey;
