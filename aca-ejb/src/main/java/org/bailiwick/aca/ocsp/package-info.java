/**
 * Answers whether a certificate of this authority is revoked (RFC 6960, RFC 9919 for large numbers
 * of clients, RFC 9654 for nonces; requirement R14; docs/ocsp.md).
 *
 * <p>Doors: {@link org.bailiwick.aca.ocsp.OcspResponder} answers, {@link
 * org.bailiwick.aca.ocsp.ResponderCertificates} renews the responders' certificates. Invariants: a
 * revocation that this node knows of is never answered with "good"; an answer with a nonce is
 * signed after the ledger was read for it; the reader of requests neither recurses nor allocates
 * more than was sent.
 */
package org.bailiwick.aca.ocsp;
