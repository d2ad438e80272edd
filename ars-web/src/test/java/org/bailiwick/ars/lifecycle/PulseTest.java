package org.bailiwick.ars.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.problem.ProblemException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heartbeats and quarantines, as peers ask for them. */
class PulseTest {
  private static final String ID = TestRegistry.identifier("1");
  private static final String BEAT = "{\"ttl\":\"PT60S\",\"load\":30}";

  private TestRegistry registry;
  private Heartbeats heartbeats;
  private Pulse pulse;
  private Quarantine quarantine;
  private VerifiedPeer reader;
  private VerifiedPeer officer;
  private AgentRecord record;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    heartbeats = new Heartbeats(registry.reads(), registry.writer(), registry.clock);
    SteadyTime time = new SteadyTime(registry.clock, () -> 0L);
    pulse = new Pulse(registry.gate(), registry.records(), heartbeats, time, registry.clock);
    quarantine =
        new Quarantine(
            registry.gate(), registry.changes(), registry.records(), registry.status(), time);
    TestLeaf leaf = registry.ca.agent("reader", "a.b@1");
    record = registry.list("1", leaf);
    reader = TestPeers.of(Kind.AGENT, leaf.certificate());
    officer =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("officer", "officer-1").certificate());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void onlyTheBeginOfARowOfHeartbeatsIsRecorded() {
    for (int i = 0; i < 10; i++) {
      pulse.beat(reader, ID, BEAT);
      registry.clock.move(Duration.ofSeconds(30));
    }
    assertThat(registry.audit()).extracting(AuditRow::event).containsExactly("heartbeat.decided");
    registry.clock.move(Duration.ofSeconds(60));
    pulse.beat(reader, ID, BEAT);
    assertThat(registry.audit()).hasSize(2);
    assertThat(heartbeats.of(ID).orElseThrow().load()).hasValue(30);
    assertThat(registry.records().history(ID)).hasSize(1);
  }

  @Test
  void noAgentSendsTheHeartbeatOfAnother() {
    VerifiedPeer other = TestPeers.of(Kind.AGENT, registry.ca.agent("x", "a.b@1").certificate());
    refuses("agent-not-listed", () -> pulse.beat(other, ID, BEAT));
    refuses("agent-not-listed", () -> pulse.beat(other, TestRegistry.identifier("9"), BEAT));
    assertThat(heartbeats.of(ID)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"ttl\":60}",
        "{\"ttl\":\"60\"}",
        "{\"ttl\":\"PT9S\"}",
        "{\"ttl\":\"PT10.5S\"}",
        "{\"ttl\":\"PT61M\"}",
        "{\"ttl\":\"-PT60S\"}",
        "{\"ttl\":\"PT99999999999999999H\"}",
        "{\"ttl\":\"PT60S\",\"load\":101}",
        "{\"ttl\":\"PT60S\",\"load\":-1}",
        "{\"ttl\":\"PT60S\",\"load\":0.5}",
        "{\"ttl\":\"PT60S\",\"load\":\"1\"}",
        "{\"ttl\":\"PT60S\",\"load\":99999999999}",
        "{\"ttl\":\"PT60S\",\"load\":null}",
        "{\"ttl\":\"PT60S\",\"at\":\"2099-01-01T00:00:00Z\"}"
      })
  void refusesABodyThatIsNoHeartbeat(String body) {
    assertThatThrownBy(() -> pulse.beat(reader, ID, body)).isInstanceOf(ProblemException.class);
    assertThat(heartbeats.of(ID)).isEmpty();
  }

  @Test
  void anAgentThatIsNotListedSendsNone() {
    registry.end(record, AgentState.WITHDRAWN);
    refuses("agent-not-listed", () -> pulse.beat(reader, ID, BEAT));
    quarantine.begin(officer, ID, "strange answers");
    refuses("agent-quarantined", () -> pulse.beat(reader, ID, BEAT));
  }

  @Test
  void officersQuarantineAndReleaseAndNobodyElse() {
    VerifiedPeer auditor =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("auditor", "auditor-1").certificate());
    refuses("wrong-operator-role", () -> quarantine.begin(auditor, ID, "x"));
    refuses("not-an-operator", () -> quarantine.begin(reader, ID, "x"));
    quarantine.begin(officer, ID, "strange answers");
    refuses("not-an-operator", () -> quarantine.end(reader, ID, "x"));
    assertThat(state()).isEqualTo(AgentState.QUARANTINED);
    VerifiedPeer other = TestPeers.of(Kind.AGENT, registry.ca.agent("x", "a.b@1").certificate());
    for (String another : List.of(ID, TestRegistry.identifier("9"))) {
      refuses("agent-not-known", () -> quarantine.begin(other, another, "x"));
      refuses("agent-not-known", () -> quarantine.end(other, another, "x"));
    }
    quarantine.end(officer, ID, "explained");
    assertThat(state()).isEqualTo(AgentState.LISTED);
    assertThat(registry.audit())
        .filteredOn(row -> row.event().startsWith("agent."))
        .extracting(row -> row.event() + " " + row.resource() + " " + row.details())
        .containsExactly(
            "agent.quarantined " + ID + " {\"reason\":\"strange answers\"}",
            "agent.released " + ID + " {\"reason\":\"explained\"}");
    refuses("agent-not-known", () -> quarantine.begin(officer, TestRegistry.identifier("9"), "x"));
  }

  @Test
  void nothingIsSaidToBeDoneWhereNothingChanges() {
    quarantine.end(officer, ID, "none");
    quarantine.begin(officer, ID, "strange");
    long revision = registry.records().revision().number();
    quarantine.begin(officer, ID, "strange again");
    assertThat(registry.records().revision().number()).isEqualTo(revision);
    assertThat(registry.records().state(ID).orElseThrow().text()).isEqualTo("strange");
    assertThat(registry.audit())
        .extracting(AuditRow::event)
        .containsExactly(
            "quarantine.decided", "quarantine.decided", "agent.quarantined", "quarantine.decided");
  }

  private AgentState state() {
    return registry.find("1").orElseThrow().state();
  }

  private static void refuses(String check, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }
}
