/**
 * Keeps the agent listed in the registry for as long as its proxy runs (docs/agent-proxy.md).
 *
 * <p>Door: {@link org.bailiwick.proxy.listing.KeptListing}. Invariants: a listing that somebody
 * else ended, or whose credential was revoked, is not put back; whoever asks whether the agent is
 * registered is told so only after the registry has said it.
 */
package org.bailiwick.proxy.listing;
