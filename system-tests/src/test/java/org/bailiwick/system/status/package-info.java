/**
 * Certificate status as relying parties ask for it: openssl and curl against running nodes, OCSP
 * and CRL, before and after a revocation, and whatever a stranger may send.
 */
package org.bailiwick.system.status;
