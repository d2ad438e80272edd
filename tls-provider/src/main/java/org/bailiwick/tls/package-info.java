/**
 * TLS of a node's listener that needs no restart: the node's own certificate is read from a folder
 * and followed, and a peer's certificate is taken as proof of key possession only.
 *
 * <p>Door: {@link org.bailiwick.tls.BailiwickTlsProvider}, a JCA provider for the boot class path
 * of the server. Invariants: what a peer certificate means (path, validity, trust domain,
 * revocation) is decided per request by the peer filter of the node, never here; no manager of this
 * package ever vouches for a server; a broken pair of files never replaces a working one.
 */
package org.bailiwick.tls;
