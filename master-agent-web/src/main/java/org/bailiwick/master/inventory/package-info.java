/**
 * Keeps in memory the agents that can execute steps. Door: {@link
 * org.bailiwick.master.inventory.AgentInventory}; {@link
 * org.bailiwick.master.inventory.RegistryFollower} fills it from the registry's changes. An agent
 * is one type of {@link org.bailiwick.master.inventory.CallableAsset}; a partner domain is
 * described by its operator's file, and nothing lists the other types yet.
 *
 * <p>Invariants: a search never waits for the registry, and does not look through all agents; a
 * revocation from the event feed takes effect at once, and an older page never undoes it; no agent
 * is found when the registry has not confirmed within {@code master.inventory-age} that nothing is
 * missing ({@code docs/decisions/0051-inventory-by-changes.md}).
 */
package org.bailiwick.master.inventory;
