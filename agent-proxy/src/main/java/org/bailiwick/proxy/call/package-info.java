/**
 * The agent's calls of listed places, by the proxy's key and certificate.
 *
 * <p>Doors: {@link org.bailiwick.proxy.call.OutboundCalls}, and {@link
 * org.bailiwick.proxy.call.TokenVault} for what comes back in an answer. The place proves who it
 * is; no redirect is followed; a token that it gives stays here, and the agent gets a handle that
 * is good for the places that the file names.
 */
package org.bailiwick.proxy.call;
