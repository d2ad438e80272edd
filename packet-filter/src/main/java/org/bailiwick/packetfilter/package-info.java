/**
 * Rule sets of nftables, the packet filter of the Linux kernel.
 *
 * <p>Invariants: a rule set takes the place of another in one transaction of the kernel, or not at
 * all; only tables whose names begin with {@code bailiwick_} are touched.
 */
package org.bailiwick.packetfilter;
