package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestOwners;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of an agent of this domain is accepted by the same questions as a partner's. */
class OwnAgentIntakeTest {

  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private MasterRig rig;
  private JobIntake intake;
  private TestLeaf planner;
  private KnownAgent reader;

  @BeforeEach
  void start() {
    TestOwners.areAsked(folder);
    rig = new MasterRig(folder);
    planner = rig.ca.agent("planner", "plan.make@1");
    reader = known(rig.ca.agent("invoice-reader", "invoice.parse@1"), "invoice.parse@1", "listed");
    rig.ownCallers.allow(planner, "invoice.parse@1");
    rig.owners.allow(planner, "invoice.parse@1", "ledger.post@1");
    TestInventory.list(rig.inventory, List.of(reader, known(planner, "plan.make@1", "listed")));
    intake =
        new JobIntake(
            IdleRunner.parts(rig),
            IdleRunner.of(rig),
            new MasterSettings.Jobs(
                Duration.ofHours(1),
                1 << 20,
                50,
                3,
                100,
                new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 1 << 20)),
            rig.records,
            new TextShares(1 << 20));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Caller caller(String scope) {
    VerifiedPeer peer = rig.agent(planner);
    TokenRecord record = rig.accessToken(UUID.randomUUID().toString(), peer, scope);
    return new Caller(
        CallerIdentity.of(peer),
        Optional.of(planner.id().toString()),
        Set.of("mtls", "access-token"),
        Optional.of(TestTokens.access(record, peer, planner.id().toString())));
  }

  private void refuses(String scope, ProblemType type, String check) {
    Caller caller = caller(scope);
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(caller, JOB, Optional.empty()));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(rig.journal.unfinished()).isEmpty();
  }

  @Test
  void theJobBelongsToTheAgentItself() {
    String id = intake.accept(caller("invoice.parse@1"), JOB, Optional.empty());
    JobOwner owner = rig.journal.find(id).orElseThrow().owner();
    assertThat(owner.caller().name()).isEqualTo(planner.id().toString());
    assertThat(owner.principal()).isEqualTo(planner.id().toString());
    assertThat(rig.audit())
        .extracting(row -> row.event())
        .contains("admit.decided", "plan.decided", "job.accepted");
  }

  @Test
  void refusesWhatTheTokenOrTheFileDoNotHave() {
    refuses("fx.rates@1", ProblemType.INSUFFICIENT_SCOPE, "scope-does-not-cover-job");
    rig.ownCallers.allow(planner, "fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses("invoice.parse@1", ProblemType.INSUFFICIENT_SCOPE, "caller-scope");
  }

  /** The admission of the refused job is stored, because its row shows what each set has. */
  @Test
  void refusesWhatTheOwnerHasNoMore() {
    rig.owners.allowOwner(planner, "ledger.post@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses("invoice.parse@1", ProblemType.INSUFFICIENT_SCOPE, "owner-scope");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("admit.decided"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details().replace("\\\"", "'"))
                    .contains("'agent_scope':['invoice.parse@1']")
                    .contains("'owner_scope':['ledger.post@1']")
                    .contains("'principal_scope':['invoice.parse@1','ledger.post@1']")
                    .contains("'scope':['invoice.parse@1']"));
  }

  @Test
  void acceptsNothingWhileAFaultHidesTheOwnersFile() {
    rig.owners.write("owner.json", "{");
    rig.clock.move(Duration.ofSeconds(3));
    refuses("invoice.parse@1", ProblemType.DEPENDENCY_UNAVAILABLE, "owner-description-faulty");
  }

  @Test
  void refusesAnAgentThatIsListedNoMore() {
    TestInventory.list(rig.inventory, List.of(reader));
    refuses("invoice.parse@1", ProblemType.ACCESS_TOKEN_INVALID, "caller-not-listed");
  }
}
