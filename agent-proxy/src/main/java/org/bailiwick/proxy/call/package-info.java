/**
 * Calls of listed destinations for the agent, with the agent's key and certificate.
 *
 * <p>Doors: {@link org.bailiwick.proxy.call.OutboundCalls}, and {@link
 * org.bailiwick.proxy.call.TokenVault}, which keeps the tokens in answers. Invariants: the
 * destination proves its identity; no redirect is followed; the agent gets handles in place of
 * tokens, and a token is sent only to the destinations that the operator's file allows for it.
 */
package org.bailiwick.proxy.call;
