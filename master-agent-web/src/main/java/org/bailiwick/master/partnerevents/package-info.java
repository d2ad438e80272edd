/**
 * Follows the security events of partners' authorization servers. Door: {@link
 * org.bailiwick.master.partnerevents.PartnerEvents}.
 *
 * <p>Invariants: one node at a time polls a stream, under a lease; an event is acknowledged after
 * what it ends is durable; a server that fails or is slow holds up no other one.
 */
package org.bailiwick.master.partnerevents;
