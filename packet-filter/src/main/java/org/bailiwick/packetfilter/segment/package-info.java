/**
 * Segments in the packet filter: a plan and what is known of the network become rules and sets of
 * nftables, which are kept up to date while agents and tasks come and go.
 *
 * <p>Doors: {@link org.bailiwick.packetfilter.segment.SegmentGuard} keeps the kernel up to date;
 * {@link org.bailiwick.packetfilter.segment.AgreementCheck} compares rules with decisions.
 * Invariants: no rule lets a packet through because its flow was let through before; parties that
 * packets do not tell apart are refused by name, or closed while the rules are in force; a rule set
 * is replaced whole, and what stays the same is not sent to the kernel.
 */
package org.bailiwick.packetfilter.segment;
