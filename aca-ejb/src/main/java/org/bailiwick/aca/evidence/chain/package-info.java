/**
 * Certificate chains of the makers of devices, TPMs and HSMs.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.chain.MakerChain}. Invariant: an accepted certificate
 * has a path, valid now, to a certificate in the operator's folder.
 */
package org.bailiwick.aca.evidence.chain;
