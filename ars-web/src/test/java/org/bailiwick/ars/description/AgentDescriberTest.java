package org.bailiwick.ars.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentDescriberTest {
  private static final String ID = TestRegistry.identifier("1");
  private static final String SAID =
      """
      {"title":"Rates","skills":[{"capability":"fx.rates@1"},{"capability":"invoice.parse@1"}]}\
      """;

  private TestRegistry registry;
  private AgentDescriber describer;
  private Descriptions descriptions;
  private VerifiedPeer reader;
  private AgentRecord record;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    descriptions = new Descriptions(registry.reads());
    describer =
        new AgentDescriber(
            registry.gate(),
            registry.changes(),
            registry.records(),
            descriptions,
            new SteadyTime(registry.clock, () -> 0L),
            registry.clock);
    TestLeaf leaf = registry.ca.agent("reader", "fx.rates@1", "invoice.parse@1");
    record = registry.list("1", leaf);
    reader = TestPeers.of(Kind.AGENT, leaf.certificate());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void whatAnAgentSaysIsStoredApartAndRaisesItsRevision() {
    long before = revision();
    describer.describe(reader, ID, SAID);
    assertThat(revision()).isEqualTo(before + 1);
    AgentDescription said = descriptions.of(ID).orElseThrow();
    assertThat(said.title()).contains("Rates");
    assertThat(said.skills())
        .extracting(AgentDescription.Skill::capability)
        .containsExactly("fx.rates@1", "invoice.parse@1");
    assertThat(said.tags()).isEmpty();
    assertThat(registry.find("1")).contains(record);
    assertThat(registry.records().history(ID)).hasSize(1);
    assertThat(registry.audit())
        .extracting(AuditRow::event)
        .containsExactly("describe.decided", "agent.described");
  }

  @Test
  void theSameAgainChangesNothing() {
    describer.describe(reader, ID, SAID);
    long before = revision();
    int rows = registry.audit().size();
    describer.describe(reader, ID, " " + SAID.replace(",", " , "));
    assertThat(revision()).isEqualTo(before);
    assertThat(registry.audit()).hasSize(rows);
    registry.clock.move(AgentDescriber.PACE);
    describer.remove(reader, ID);
    rows = registry.audit().size();
    describer.remove(reader, ID);
    assertThat(registry.audit()).hasSize(rows);
  }

  @Test
  void noAgentDescribesAnother() {
    VerifiedPeer other = TestPeers.of(Kind.AGENT, registry.ca.agent("x", "a.b@1").certificate());
    for (String another : List.of(ID, TestRegistry.identifier("9"))) {
      refuses("agent-not-listed", () -> describer.describe(other, another, SAID));
      refuses("agent-not-listed", () -> describer.remove(other, another));
      refuses("agent-not-listed", () -> describer.requireReadable(other, another));
    }
    assertThat(descriptions.of(ID)).isEmpty();
    assertThat(registry.audit())
        .extracting(AuditRow::check)
        .containsExactly(
            "not-own-record",
            "not-own-record",
            "not-own-record",
            "agent-not-listed",
            "agent-not-listed",
            "agent-not-listed");
  }

  @Test
  void changesFollowOneAnotherNoFasterThanFollowersCanTakeThem() {
    describer.describe(reader, ID, SAID);
    refuses("description-pace", () -> describer.describe(reader, ID, "{}"));
    refuses("description-pace", () -> describer.remove(reader, ID));
    registry.clock.move(AgentDescriber.PACE);
    describer.describe(reader, ID, "{\"title\":\"Other\"}");
    assertThat(descriptions.of(ID).orElseThrow().title()).contains("Other");
  }

  /** Threat 70: an agent that writes in a loop does not make the database grow. */
  @Test
  void refusesAChangeThatIsTooEarlyWithoutATransaction() {
    describer.describe(reader, ID, "{\"title\":\"Reader\"}");
    AgentDescriber readsOnly =
        new AgentDescriber(
            registry.gate(),
            null, // there is nothing that could begin one
            registry.records(),
            descriptions,
            new SteadyTime(registry.clock, () -> 0L),
            registry.clock);
    refuses("description-pace", () -> readsOnly.describe(reader, ID, "{\"title\":\"Other\"}"));
    refuses("description-pace", () -> readsOnly.remove(reader, ID));
  }

  @Test
  void whatIsTakenBackIsNotShown() {
    describer.remove(reader, ID);
    describer.describe(reader, ID, SAID);
    registry.clock.move(AgentDescriber.PACE);
    describer.remove(reader, ID);
    assertThat(descriptions.of(List.of(ID))).isEmpty();
  }

  @Test
  void oneOwnersWordsAreNotShownUnderAnother() {
    describer.describe(reader, ID, SAID);
    registry.run("update agent set owner = 'Another' where agent_id = '" + ID + "'");
    assertThat(descriptions.of(ID)).isEmpty();
  }

  @Test
  void skillsThatALaterCredentialDoesNotHaveAreNotShown() {
    describer.describe(reader, ID, SAID);
    registry.clock.move(Duration.ofHours(1));
    AgentRecord renewed =
        registry.list(
            "1", TestCa.create("bailiwick.example", registry.clock).agent("reader", "fx.rates@1"));
    assertThat(descriptions.of(ID).orElseThrow().within(renewed.capabilities()).skills())
        .extracting(AgentDescription.Skill::capability)
        .containsExactly("fx.rates@1");
  }

  @Test
  void onlyAListedAgentDescribesItself() {
    refuses(
        "agent-not-listed", () -> describer.describe(reader, TestRegistry.identifier("9"), SAID));
    registry
        .changes()
        .commit(
            em ->
                AgentChanges.quarantine(
                    em, ID, registry.clock.instant(), Cause.of(Reason.QUARANTINED)));
    refuses("agent-quarantined", () -> describer.describe(reader, ID, SAID));
    registry.end(record, AgentState.WITHDRAWN);
    refuses("agent-quarantined", () -> describer.remove(reader, ID));
  }

  @Test
  void aWithdrawnAgentDescribesItselfNoMore() {
    registry.end(record, AgentState.WITHDRAWN);
    refuses("agent-not-listed", () -> describer.describe(reader, ID, SAID));
  }

  private long revision() {
    return registry.records().revision().number();
  }

  private static void refuses(String check, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }
}
