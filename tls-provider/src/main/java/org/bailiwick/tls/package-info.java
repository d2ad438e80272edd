/**
 * Key manager and trust manager for a node's TLS listener. The key manager reads the node's
 * certificate from a folder and serves a renewed one without a restart. The trust manager takes a
 * peer's certificate only as proof that the peer holds the private key.
 *
 * <p>Door: {@link org.bailiwick.tls.BailiwickTlsProvider}, a JCA provider for the boot class path
 * of the server. Invariants: the node's peer filter, and never this package, checks path, validity,
 * trust domain and revocation of a peer certificate, at each request; no trust manager of this
 * package accepts a server certificate; an invalid pair of files never replaces a valid one.
 */
package org.bailiwick.tls;
