package org.bailiwick.master.parties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What services and devices of this domain may start, by the operator's files. */
class OwnCallerRightsTest {
  private static final CapabilitySet RATES = CapabilitySet.parseScope("fx.rates@1");

  @TempDir Path folder;
  private MasterRig rig;
  private TestLeaf service;
  private TestLeaf device;
  private TestLeaf agent;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    service = rig.ca.leafWithUri("spiffe://bailiwick.example/service/x");
    device = rig.ca.leafWithUri("spiffe://bailiwick.example/device/x");
    agent = rig.ca.agent("x", "plan.make@1");
    TestInventory.list(rig.inventory, List.of(known(agent, "plan.make@1", "listed")));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void refuses(TestLeaf caller, String check) {
    assertThat(rig.partnerRights.refusal(caller.id(), caller.id().toString(), RATES))
        .contains(check);
  }

  private void permits(TestLeaf caller) {
    assertThat(rig.partnerRights.refusal(caller.id(), caller.id().toString(), RATES)).isEmpty();
  }

  /** The file of one is no file of the other two, though their names have the same text. */
  @Test
  void aNameOfOneKindIsAnotherNameThanTheSameTextOfAnotherKind() {
    List<TestLeaf> all = List.of(service, device, agent);
    for (TestLeaf described : all) {
      rig.ownCallers.allow(described, "fx.rates@1");
      rig.clock.move(Duration.ofSeconds(3));
      for (TestLeaf caller : all) {
        if (caller.id().equals(described.id())) {
          permits(caller);
        } else {
          refuses(caller, "caller-not-described");
        }
      }
      rig.ownCallers.remove(described);
    }
  }

  @Test
  void theFileIsAskedAnew() {
    rig.ownCallers.allow(service, "fx.rates@1", "invoice.parse@1");
    permits(service);
    assertThat(rig.ownRights.startRights(WorkloadId.of(service.id())).agent().scope())
        .isEqualTo("fx.rates@1 invoice.parse@1");
    rig.ownCallers.allow(service, "invoice.parse@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(service, "caller-scope");
    rig.ownCallers.remove(service);
    rig.clock.move(Duration.ofSeconds(3));
    refuses(service, "caller-not-described");
    assertThat(rig.ownRights.startRights(WorkloadId.of(service.id())).agent()).isEmpty();
  }

  /** The registry knows no services and devices, so its list may be stale. */
  @Test
  void theRegistryIsNotAsked() {
    rig.ownCallers.allow(device, "fx.rates@1");
    rig.clock.move(Duration.ofMinutes(6));
    permits(device);
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> refuses(agent, "inventory-stale"))
                .check())
        .isEqualTo("inventory-stale");
  }

  @Test
  void aFileWithAFaultIsUnavailableAndNotGone() {
    rig.ownCallers.write("device/x.json", "{");
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> refuses(device, "none"));
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo("caller-description-faulty");
    assertThat(rig.ownRights.loss(TestCallers.of(device.certificate()))).isEmpty();
    assertThat(rig.ownRights.loss(TestCallers.of(service.certificate())))
        .contains("caller-not-described");
  }

  /** An agent's jobs end before their next step, by the registry. */
  @Test
  void anAgentIsNotLost() {
    assertThat(rig.ownRights.loss(TestCallers.of(agent.certificate()))).isEmpty();
    TestLeaf expired = rig.ca.expiredAgent("x", "plan.make@1");
    assertThat(rig.ownRights.expiry(TestCallers.of(expired.certificate()))).isEmpty();
  }
}
