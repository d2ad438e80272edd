/**
 * Certification requests (PKCS#10, RFC 2986) and the public keys that they prove (requirement R9).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.csr.CertificationRequest}. Invariants: the request is
 * strict DER; its key is strong enough, and the request is signed with it; a request that asks for
 * something dangerous is refused, although nothing but the key is taken from it.
 */
package org.bailiwick.aca.evidence.csr;
