package org.bailiwick.master.parties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent of this domain may start, by registry and by the operator's file. */
class OwnAgentRightsTest {
  private static final CapabilitySet RATES = CapabilitySet.parseScope("fx.rates@1");

  @TempDir Path folder;
  private MasterRig rig;
  private TestLeaf planner;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    planner = rig.ca.agent("planner", "plan.make@1");
    rig.ownCallers.allow(planner, "fx.rates@1", "invoice.parse@1");
    list(known(planner, "plan.make@1", "listed"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void list(KnownAgent... agents) {
    TestInventory.list(rig.inventory, List.of(agents));
  }

  private void refuses(String check) {
    assertThat(rig.partnerRights.refusal(planner.id(), planner.id().toString(), RATES))
        .contains(check);
  }

  private void laterRefuses(String check) {
    rig.clock.move(Duration.ofSeconds(3));
    refuses(check);
  }

  @Test
  void aListedAndDescribedAgentHasTheScopesOfItsFile() {
    assertThat(rig.partnerRights.refusal(planner.id(), planner.id().toString(), RATES)).isEmpty();
    assertThat(rig.ownRights.startRights(WorkloadId.of(planner.id())).agent().scope())
        .isEqualTo("fx.rates@1 invoice.parse@1");
  }

  /** What it may do itself is no right to have it done by others. */
  @Test
  void itsOwnCapabilitiesAreNoRights() {
    assertThat(rig.ownAgents.refusal(planner.id(), CapabilitySet.parseScope("plan.make@1")))
        .contains("caller-scope");
  }

  @Test
  void anAgentThatIsNotListedHasNone() {
    list();
    refuses("caller-not-listed");
    list(known(planner, "plan.make@1", "withdrawn"));
    refuses("caller-not-listed");
    list(known(planner, "plan.make@1", "quarantined"));
    refuses("caller-quarantined");
  }

  @Test
  void anAgentWhoseListedCredentialHasEndedHasNone() {
    list(known(rig.ca.expiredAgent("planner", "plan.make@1"), "plan.make@1", "listed"));
    refuses("caller-expired");
    list(known(planner, "plan.make@1", "listed"));
    rig.inventory.revoke(known(planner, "plan.make@1", "listed").serial());
    refuses("credential-revoked");
    list();
    refuses("credential-revoked");
  }

  @Test
  void nobodyElseOfTheDomainHasAny() {
    for (String path : List.of("/node/domain", "/operator/officer/planner", "")) {
      assertThat(rig.partnerRights.refusal(new SpiffeId(rig.ca.domain(), path), "", RATES))
          .contains("caller-not-listed");
    }
    for (String path : List.of("/service/planner", "/device/planner")) {
      assertThat(rig.ownAgents.refusal(new SpiffeId(rig.ca.domain(), path), RATES))
          .contains("caller-not-listed");
    }
  }

  @Test
  void theFileIsAskedAnew() {
    rig.ownCallers.allow(planner, "invoice.parse@1");
    laterRefuses("caller-scope");
    rig.ownCallers.remove(planner);
    laterRefuses("caller-not-described");
  }

  @Test
  void whatIsNotKnownIsUnavailable() {
    rig.ownCallers.write("planner.json", "{");
    rig.clock.move(Duration.ofSeconds(3));
    unavailable("caller-description-faulty");
    rig.clock.move(Duration.ofMinutes(6));
    unavailable("inventory-stale");
  }

  private void unavailable(String check) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> rig.partnerRights.refusal(planner.id(), planner.id().toString(), RATES));
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo(check);
  }

  /** The reason of a step names the agent, and not the trust domain. */
  @Test
  void theStatusOfTheCallerNamesTheAgent() {
    CallerStatus status =
        new CallerStatus(
            rig.partnerRights,
            rig.credentials(
                (certificate, anchor) -> new RevocationState.Good(),
                (issuer, serial) -> new RevocationState.Good()),
            rig.accounts);
    CallerIdentity caller = TestCallers.agent(planner.certificate());
    assertThat(status.refusal(caller, planner.id().toString(), RATES)).isEmpty();
    list();
    assertThat(status.refusal(caller, planner.id().toString(), RATES))
        .contains("caller-not-listed: " + planner.id());
  }
}
