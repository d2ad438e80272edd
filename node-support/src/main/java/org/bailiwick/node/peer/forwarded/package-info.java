/**
 * The client certificate (RFC 9440) and the source address of a request that a proxy forwards.
 *
 * <p>Door: {@link org.bailiwick.node.peer.forwarded.TrustedProxies}. Invariant: header fields count
 * only on a connection from the address of a trusted proxy, which the caller checks first.
 */
package org.bailiwick.node.peer.forwarded;
