package org.bailiwick.master.inventory;

/**
 * Is told what changes in the inventory, in the order of the changes. It is called while the
 * inventory is locked, so it returns at once and does not call it.
 */
public interface InventoryListener {

  /** An agent is new or has changed; its state tells whether it is still listed. */
  void changed(KnownAgent agent);

  /** The registry does not list the agent with this name any more. */
  void removed(String name);
}
