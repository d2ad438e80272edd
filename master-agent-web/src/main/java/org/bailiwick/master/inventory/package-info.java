/**
 * Keeps in memory the agents that can execute steps. Door: {@link
 * org.bailiwick.master.inventory.AgentInventory}; {@link
 * org.bailiwick.master.inventory.SnapshotFollower} fills it from the registry's snapshot.
 *
 * <p>Invariants: a search never waits for the registry; a revocation from the event feed takes
 * effect at once, and an older snapshot never undoes it; no agent is found when the snapshot was
 * not confirmed within the bound ({@code docs/decisions/0007-agent-inventory.md}).
 */
package org.bailiwick.master.inventory;
