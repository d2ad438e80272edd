/**
 * Verifies certificate chains of devices, TPMs and HSMs up to their manufacturers.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.chain.MakerChain}. Invariant: an accepted certificate
 * has a path, valid now, to a certificate in the operator's folder.
 */
package org.bailiwick.aca.evidence.chain;
