/**
 * Certificate chains of makers: of devices and of TPMs.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.chain.MakerChain}. Invariant: a certificate that comes
 * out leads to a certificate that an operator put into the folder, at this moment.
 */
package org.bailiwick.aca.evidence.chain;
