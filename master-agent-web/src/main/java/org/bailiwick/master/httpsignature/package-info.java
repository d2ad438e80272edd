/**
 * HTTP message signatures of requests (RFC 9421), by a secret that both sides have or by the key of
 * a workload. Door: {@link org.bailiwick.master.httpsignature.RequestSignatures}.
 *
 * <p>Invariants: a request has one signature, which covers its method, its URI with the query and,
 * by a digest, its body; what is not defined here is refused and not ignored; a signature counts
 * for five minutes at most, and once at all nodes; the URI comes from the configured base URL and
 * never from the Host header.
 */
package org.bailiwick.master.httpsignature;
