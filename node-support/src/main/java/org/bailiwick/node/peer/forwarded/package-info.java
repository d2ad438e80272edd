/**
 * The client's certificate (RFC 9440) and the address of a request, as the proxy states them that
 * forwards it.
 *
 * <p>Door: {@link org.bailiwick.node.peer.forwarded.TrustedProxies}. Invariant: a field counts when
 * the connection comes from the address of a trusted proxy, and means nothing otherwise; the caller
 * asks for that before it reads a certificate here.
 */
package org.bailiwick.node.peer.forwarded;
