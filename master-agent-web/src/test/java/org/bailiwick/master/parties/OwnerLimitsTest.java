package org.bailiwick.master.parties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.CallerCredential;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestOwners;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent of this domain may start no more than its owner and its principal (R32). */
class OwnerLimitsTest {
  private static final CapabilitySet RATES = CapabilitySet.parseScope("fx.rates@1");
  private static final String BOTH = "fx.rates@1 invoice.parse@1";

  @TempDir Path folder;
  private MasterRig rig;
  private TestLeaf planner;

  @BeforeEach
  void start() {
    TestOwners.areAsked(folder);
    rig = new MasterRig(folder);
    planner = rig.ca.agent("planner", "plan.make@1");
    rig.ownCallers.allow(planner, BOTH.split(" "));
    rig.owners.allow(planner, BOTH.split(" "));
    list(known(planner, "plan.make@1", "listed"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void list(KnownAgent... agents) {
    TestInventory.list(rig.inventory, List.of(agents));
  }

  private Optional<String> refusal() {
    rig.clock.move(Duration.ofSeconds(3));
    return rig.partnerRights.refusal(planner.id(), planner.id().toString(), RATES);
  }

  private void unavailable(String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, this::refusal);
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void itHasWhatAllThreeHave() {
    assertThat(refusal()).isEmpty();
    assertThat(rig.ownAgents.startRights(AgentId.of(planner.id())).within(Optional.empty()).scope())
        .isEqualTo(BOTH);
  }

  @Test
  void itLosesWhatItsOwnerOrItsPrincipalLose() {
    rig.owners.allowOwner(planner, "invoice.parse@1");
    assertThat(refusal()).contains("owner-scope");
    rig.owners.allowOwner(planner, "fx.rates@1");
    rig.owners.allowPrincipal(planner);
    assertThat(refusal()).contains("principal-scope");
    rig.owners.remove("principal.json");
    assertThat(refusal()).contains("principal-not-described");
    rig.owners.remove("owner.json");
    assertThat(refusal()).contains("owner-not-described");
  }

  /** What the owner may is nothing that its agents may by themselves. */
  @Test
  void anOwnersRightsAddNothingToTheAgents() {
    rig.ownCallers.allow(planner, "invoice.parse@1");
    assertThat(refusal()).contains("caller-scope");
    rig.ownCallers.remove(planner);
    assertThat(refusal()).contains("caller-not-described");
  }

  @Test
  void whatIsNotKnownIsUnavailable() {
    rig.owners.write("owner.json", "{");
    unavailable("owner-description-faulty");
    rig.owners.allow(planner, "fx.rates@1");
    list(withoutOwner(known(planner, "plan.make@1", "listed")));
    unavailable("caller-owner-unknown");
    rig.clock.move(Duration.ofMinutes(6));
    unavailable("inventory-stale");
  }

  /** The record of a registry that does not tell the principal. */
  private static KnownAgent withoutOwner(KnownAgent agent) {
    return new KnownAgent(
        agent.registryId(),
        agent.agent(),
        agent.capabilities(),
        agent.locator(),
        agent.serial(),
        agent.expiresAt(),
        agent.state(),
        Optional.empty());
  }

  /** An officer has transferred the name; the credential of before inherits nothing of it. */
  @Test
  void aCredentialOfAnotherOwnerThanTheListedOneIsRefused() {
    AgentInformation before = rig.ca.information("plan.make@1");
    TestLeaf earlier =
        rig.ca.agent(
            "planner",
            new AgentInformation(
                Owner.parse("Treasury"),
                before.capabilities(),
                before.locator(),
                before.validationMethods(),
                before.principal(),
                before.attestation()));
    assertThat(rig.ownAgents.refusal(rig.agent(planner))).isEmpty();
    assertThat(rig.ownAgents.refusal(rig.agent(earlier))).contains("owner-differs");
  }

  /** A step, an exchange and an introspection ask by other doors, and get the same answer. */
  @Test
  void whoAsksForACallerWithAJobOrATokenIsToldTheSame() {
    CallerStatus status =
        new CallerStatus(
            rig.partnerRights,
            rig.credentials(
                (certificate, anchor) -> new RevocationState.Good(),
                (issuer, serial) -> new RevocationState.Good()),
            rig.accounts);
    CallerIdentity ofJob = TestCallers.agent(planner.certificate());
    CallerIdentity ofToken =
        new CallerIdentity.Agent(
            planner.id(),
            CallerCredential.of(new SerialNumber(planner.certificate().getSerialNumber())));
    String principal = planner.id().toString();
    assertThat(status.refusal(ofJob, principal, RATES)).isEmpty();
    assertThat(rig.recordedCallers().refusal(ofToken, principal, RATES)).isEmpty();
    rig.owners.allowOwner(planner, "invoice.parse@1");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(status.refusal(ofJob, principal, RATES)).contains("owner-scope: " + planner.id());
    assertThat(rig.recordedCallers().refusal(ofToken, principal, RATES)).contains("owner-scope");
    assertThat(RecordedCallers.isAboutScope("owner-scope")).isTrue();
    assertThat(status.loss(ofJob, principal)).isEmpty();
  }

  @Test
  void callersOfOtherKindsHaveNoStartRightsHere() {
    assertThat(rig.partnerRights.startRights(TestCallers.agent(planner.certificate()))).isPresent();
    assertThat(rig.partnerRights.startRights(CallerIdentity.of(rig.foreign(rig.partner.buyer))))
        .isEmpty();
  }
}
