package org.bailiwick.master.inventory;

import java.util.List;

/** Fills an inventory like a first reading of the registry. */
public final class TestInventory {
  private TestInventory() {}

  public static void list(AgentInventory inventory, List<KnownAgent> agents) {
    inventory.apply(
        new ChangesPage(
            true, "r" + Integer.toHexString(agents.hashCode()), false, agents, List.of()));
  }
}
