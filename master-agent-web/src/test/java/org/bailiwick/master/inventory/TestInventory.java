package org.bailiwick.master.inventory;

import java.util.List;

/** Fills an inventory like a snapshot of the registry. */
public final class TestInventory {
  private TestInventory() {}

  public static void list(AgentInventory inventory, List<KnownAgent> agents) {
    inventory.replace("r" + agents.hashCode(), agents);
  }
}
