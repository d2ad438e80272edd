package org.bailiwick.master.inventory;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.ownerrights.Responsibility;

/** Fills an inventory like a first reading of the registry. */
public final class TestInventory {
  private TestInventory() {}

  public static void list(AgentInventory inventory, List<KnownAgent> agents) {
    inventory.apply(
        new ChangesPage(
            true, "r" + Integer.toHexString(agents.hashCode()), false, agents, List.of()));
  }

  /** The agent of this credential, with one capability and in this state. */
  public static KnownAgent known(TestLeaf leaf, String capability, String state) {
    return new KnownAgent(
        "urn:uuid:0190a000-0000-7000-8000-000000000001",
        AgentId.of(leaf.id()),
        CapabilitySet.parseScope(capability),
        Locator.parse("https://127.0.0.1:7001/work"),
        new SerialNumber(leaf.certificate().getSerialNumber()),
        leaf.certificate().getNotAfter().toInstant(),
        state,
        responsible(leaf));
  }

  /** Owner and principal as the credential states them, if it is an agent's. */
  private static Optional<Responsibility> responsible(TestLeaf leaf) {
    try {
      return Optional.of(Responsibility.of(AgentCredential.read(leaf.certificate()).information()));
    } catch (ProblemException notOfAnAgent) {
      return Optional.empty();
    }
  }
}
