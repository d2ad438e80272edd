/**
 * The firewall in front of a domain's Master Agent (draft section 4.1, requirements R1 and R2): its
 * reviewed file, the rule set that is made of it, and what the kernel has counted. Door: {@link
 * org.bailiwick.packetfilter.firewall.Firewall}.
 *
 * <p>Invariants: only the table {@code inet bailiwick_firewall} is touched; nobody may connect who
 * is not named, and the node may call nothing that is not named; each packet that opens or
 * continues a connection is compared with the rules, so that a connection ends with the right to
 * it; a set that is full lets nothing more through; an address that a DNS name had counts for a
 * bounded time.
 */
package org.bailiwick.packetfilter.firewall;
