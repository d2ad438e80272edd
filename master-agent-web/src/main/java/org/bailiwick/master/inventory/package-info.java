/**
 * The agents that may do steps, known ahead of time. The door is {@link
 * org.bailiwick.master.inventory.AgentInventory}; {@link
 * org.bailiwick.master.inventory.SnapshotFollower} fills it from the registry's snapshot.
 *
 * <p>Invariants: a question is answered from memory; a revocation told by the feed counts at once
 * and is never undone by an older snapshot; an inventory that was not refreshed within its bound
 * answers nothing (docs/decisions, agent inventory).
 */
package org.bailiwick.master.inventory;
