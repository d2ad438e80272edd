/**
 * The gateway of a provisioning network, in which a machine that has the certificate of its
 * manufacturer alone reaches the authority and nothing else. Door: {@link
 * org.bailiwick.packetfilter.provisioning.ProvisioningNetwork}.
 *
 * <p>Invariants: what no rule names is dropped, counted, and written down within a limit; packets
 * of a connection are compared with the rules as long as it lasts; nothing begins a connection to a
 * machine.
 */
package org.bailiwick.packetfilter.provisioning;
