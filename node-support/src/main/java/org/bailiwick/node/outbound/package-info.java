/**
 * A node's calls to other servers.
 *
 * <p>Doors: {@link org.bailiwick.node.outbound.NodeHttp} for parties whose SPIFFE id is known, over
 * mutual TLS; {@link org.bailiwick.node.outbound.GuardedFetch} for documents at URLs that come from
 * configuration or from outside, with the rules against server-side request forgery; {@link
 * org.bailiwick.node.outbound.GuardedSession} for several requests in a row to one configured
 * service. All bound time and size and follow no redirect. {@link
 * org.bailiwick.node.outbound.BoundedExchange} is for a caller with an HTTP client of its own.
 */
package org.bailiwick.node.outbound;
