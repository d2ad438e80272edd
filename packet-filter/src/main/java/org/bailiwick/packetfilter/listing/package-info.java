/**
 * What the kernel would do with a packet, read from the rules as {@code nft} lists them.
 *
 * <p>Door: {@link org.bailiwick.packetfilter.listing.ListedTable}. Invariants: this package knows
 * nothing of who wrote the rules; an expression that it does not understand is refused, so that no
 * packet is judged by half a rule.
 */
package org.bailiwick.packetfilter.listing;
