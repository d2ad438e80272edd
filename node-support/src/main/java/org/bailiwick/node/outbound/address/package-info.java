/**
 * Which addresses a node may call, and which ones the hosts of locators have.
 *
 * <p>Doors: {@link org.bailiwick.node.outbound.address.PublicAddresses} for documents from outside,
 * {@link org.bailiwick.node.outbound.address.AgentAddresses} for agents, {@link
 * org.bailiwick.node.outbound.address.LocatorAddresses} for segments. Invariant: an address is
 * checked in its binary form, after the name was resolved, so no spelling of it passes.
 */
package org.bailiwick.node.outbound.address;
