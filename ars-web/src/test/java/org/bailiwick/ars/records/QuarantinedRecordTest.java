package org.bailiwick.ars.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.history.RecordHistory;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history of a record, and what a quarantine does to it. */
class QuarantinedRecordTest {
  private static final String ID = TestRegistry.identifier("1");
  private static final String OFFICER = "spiffe://bailiwick.example/operator/officer/officer-1";

  private TestRegistry registry;
  private TestLeaf leaf;
  private AgentRecord record;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    leaf = registry.ca.agent("reader", "invoice.parse@1");
    record = registry.list("1", leaf);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void eachChangeOfStateHasARowWithReasonAuthorAndCredential() {
    registry.clock.move(Duration.ofHours(1));
    AgentRecord renewed = registry.list("1", later());
    registry.end(renewed, AgentState.WITHDRAWN);
    registry.list("1", later());

    List<RecordHistory.Entry> history = registry.records().history(ID);

    assertThat(history)
        .extracting(entry -> entry.number() + " " + entry.state() + " " + entry.cause().reason())
        .containsExactly(
            "4 listed RETURNED",
            "3 withdrawn WITHDRAWN",
            "2 listed RENEWED",
            "1 listed REGISTERED");
    RecordHistory.Entry first = history.getLast();
    assertThat(first.cause().by()).isEqualTo("spiffe://bailiwick.example/agent/reader");
    assertThat(first.serial()).isEqualTo(record.credential().key().serial().hex());
    assertThat(history.get(1).serial()).isNotEqualTo(first.serial());
    assertThat(registry.records().state(ID).orElseThrow().reason()).isEqualTo("returned");
  }

  @Test
  void theOldestRowsOfARecordWithManyChangesGo() {
    for (int change = 0; change < 70; change++) {
      quarantine();
      release();
    }
    assertThat(registry.records().history(ID)).hasSize(RecordHistory.MOST);
    assertThat(registry.count("agent_history")).isBetween(100L, 121L);
    assertThat(registry.records().history(ID).getFirst().number()).isEqualTo(141);
  }

  @Test
  void quarantineHidesTheAgentAndRaisesTheRevision() {
    long before = registry.records().revision().number();
    assertThat(quarantine()).isTrue();
    assertThat(state()).isEqualTo(AgentState.QUARANTINED);
    assertThat(registry.records().revision().number()).isEqualTo(before + 1);
    AgentRecords.RecordState state = registry.records().state(ID).orElseThrow();
    assertThat(state.reason()).isEqualTo("quarantined");
    assertThat(state.text()).isEqualTo("strange answers");
    assertThat(quarantine()).as("a second time").isFalse();
    assertThat(release()).isTrue();
    assertThat(state()).isEqualTo(AgentState.LISTED);
    assertThat(release()).as("a second time").isFalse();
  }

  @Test
  void neitherRegistrationNorRenewalEndsAQuarantine() {
    quarantine();
    registry.clock.move(Duration.ofHours(1));
    for (TestLeaf credential : List.of(leaf, later())) {
      assertThatThrownBy(() -> registry.list("1", credential))
          .isInstanceOfSatisfying(
              ProblemException.class,
              refusal -> {
                assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
                assertThat(refusal.check()).isEqualTo("agent-quarantined");
              });
    }
    assertThat(state()).isEqualTo(AgentState.QUARANTINED);
  }

  /** An agent that withdraws itself, and registers again, would leave its quarantine. */
  @Test
  void anAgentThatWithdrawsItselfStaysInQuarantineAndIsWithdrawnAfterIt() {
    quarantine();
    registry.end(record, AgentState.WITHDRAWN);
    assertThat(state()).isEqualTo(AgentState.QUARANTINED);
    assertThatThrownBy(() -> registry.list("1", leaf)).hasMessageContaining("quarantine");
    release();
    assertThat(state()).isEqualTo(AgentState.WITHDRAWN);
  }

  @Test
  void aCredentialThatIsRevokedMeanwhileIsRevokedAfterTheQuarantine() {
    quarantine();
    CredentialKey key = record.credential().key();
    for (int told = 0; told < 2; told++) {
      registry
          .changes()
          .commit(
              em ->
                  AgentChanges.endRevoked(
                      em, key, now(), Cause.of(Reason.REVOKED, "key-compromise")));
    }
    assertThat(state()).isEqualTo(AgentState.QUARANTINED);
    assertThat(registry.records().history(ID))
        .extracting(entry -> entry.state() + " " + entry.cause().reason())
        .startsWith("quarantined REVOKED", "quarantined QUARANTINED");
    release();
    assertThat(state()).isEqualTo(AgentState.REVOKED);
  }

  @Test
  void noEventOfTheRevocationIsNeededForThat() {
    quarantine();
    registry.revoke(leaf);
    release();
    assertThat(state()).isEqualTo(AgentState.REVOKED);
  }

  @Test
  void aQuarantineDoesNotEndWhileTheStateOfTheCredentialIsUnknown() {
    quarantine();
    registry.goStale();
    assertThatThrownBy(this::release)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE));
    assertThat(state()).isEqualTo(AgentState.QUARANTINED);
  }

  @Test
  void aCredentialThatExpiresMeanwhileIsExpiredAfterTheQuarantine() {
    quarantine();
    registry.clock.move(Duration.ofDays(40));
    release();
    assertThat(state()).isEqualTo(AgentState.EXPIRED);
  }

  @Test
  void anAgentInQuarantineKeepsItsPlaceOfTheQuotaUntilItsListingEnds() {
    String owner = record.owner();
    assertThat(registry.records().places(owner)).isEqualTo(1);
    quarantine();
    assertThat(registry.records().places(owner)).isEqualTo(1);
    registry.end(record, AgentState.WITHDRAWN);
    assertThat(registry.records().places(owner)).isZero();
    release();
    assertThat(registry.records().places(owner)).isZero();
    assertThat(registry.records().places("nobody")).isZero();
  }

  @Test
  void anExpiredAgentFreesItsPlaceWhenItIsReleased() {
    quarantine();
    registry.clock.move(Duration.ofDays(40));
    release();
    assertThat(registry.records().places(record.owner())).isZero();
  }

  @Test
  void anAgentThatIsNotListedCanBePutIntoQuarantineToo() {
    registry.end(record, AgentState.WITHDRAWN);
    assertThat(quarantine()).isTrue();
    assertThatThrownBy(() -> registry.list("1", leaf)).hasMessageContaining("quarantine");
    release();
    assertThat(state()).isEqualTo(AgentState.WITHDRAWN);
    assertThat(registry.list("1", leaf).state()).isEqualTo(AgentState.LISTED);
  }

  private boolean quarantine() {
    boolean[] changed = {false};
    registry
        .changes()
        .commit(
            em ->
                changed[0] =
                    AgentChanges.quarantine(
                        em, ID, now(), new Cause(Reason.QUARANTINED, "strange answers", OFFICER)));
    return changed[0];
  }

  private boolean release() {
    boolean[] changed = {false};
    AgentChanges.Release terms =
        new AgentChanges.Release(
            now(), new Cause(Reason.RELEASED, "", OFFICER), registry.status()::isGood);
    registry.changes().commit(em -> changed[0] = AgentChanges.release(em, ID, terms));
    return changed[0];
  }

  private Instant now() {
    return registry.clock.instant();
  }

  private AgentState state() {
    return registry.find("1").orElseThrow().state();
  }

  private TestLeaf later() {
    return TestCa.create("bailiwick.example", registry.clock).agent("reader", "invoice.parse@1");
  }
}
