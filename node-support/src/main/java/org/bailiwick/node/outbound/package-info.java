/**
 * A node's calls to other servers.
 *
 * <p>Doors: {@link org.bailiwick.node.outbound.NodeHttp} for parties whose SPIFFE id is known, over
 * mutual TLS; {@link org.bailiwick.node.outbound.GuardedFetch} for documents at URLs from
 * configuration or from requests, guarded against server-side request forgery; {@link
 * org.bailiwick.node.outbound.GuardedSession} for several requests to one configured service. All
 * bound time and size and follow no redirect.
 */
package org.bailiwick.node.outbound;
