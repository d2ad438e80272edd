/**
 * Authentication of the peer of a request.
 *
 * <p>Door: {@link org.bailiwick.node.peer.PeerContext}, filled by {@link
 * org.bailiwick.node.peer.PeerFilter}. The handshake, or a token or proxy ({@code workloadtoken},
 * {@code forwarded}), proves the peer's key; the filter proves path, validity, trust domain and
 * revocation on every request. Nothing else reads a peer certificate; the signer of a node's stored
 * statement is verified in the same way ({@link org.bailiwick.node.peer.PeerVerifier}). On paths
 * that an application names, a peer without a SPIFFE id is passed on unverified. An anchor counts
 * for its own trust domain and use only, so an agent's credential never makes an operator. A peer
 * with unknown revocation status is refused. docs/trust.md tells where anchors and status come
 * from.
 */
package org.bailiwick.node.peer;
