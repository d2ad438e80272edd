package org.bailiwick.ars.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.Revision;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an import admits, and what it trusts. */
class RecordIntakeTest {
  private static final String ONE = TestRegistry.identifier("1");

  private TestTransfer transfer;
  private TestRegistry registry;
  private TestLeaf leaf;
  private AgentRecord record;

  @BeforeEach
  void open(@TempDir Path folder) {
    transfer = new TestTransfer(folder);
    registry = transfer.registry;
    leaf = registry.ca.agent("one", "a.b@1");
    record = registry.list("1", leaf);
  }

  @AfterEach
  void close() {
    transfer.close();
  }

  @Test
  void afterADisasterTheAgentsAreThereUnderTheirIdentifiers() {
    registry.list("2", registry.ca.agent("two", "a.b@1?x=y", "c.d@2"));
    AgentRecord gone = registry.list("3", registry.ca.agent("three", "a.b@1"));
    registry.end(gone, AgentState.WITHDRAWN);
    say("{\"tags\":[\"fast\"],\"title\":\"One\"}");
    Map<String, JsonObject> export = TestTransfer.last(transfer.export());
    transfer.loseRecords();

    export.values().forEach(line -> assertThat(transfer.bring(line)).isEqualTo("IMPORTED"));

    assertThat(registry.find("1").orElseThrow()).isEqualTo(record);
    assertThat(registry.find("2").orElseThrow().capabilities().scope())
        .isEqualTo("a.b@1?x=y c.d@2");
    assertThat(registry.find("3").orElseThrow().state()).isEqualTo(AgentState.WITHDRAWN);
    assertThat(new Descriptions(registry.reads()).of(ONE).orElseThrow().title()).hasValue("One");
    assertThat(registry.records().history(ONE))
        .extracting(change -> change.cause().reason() + " " + change.cause().by())
        .containsExactly("IMPORTED " + TestTransfer.OFFICER);
    assertThat(registry.records().places(record.owner())).isEqualTo(2);
    assertThat(registry.audit())
        .extracting(AuditRow::event)
        .containsExactly("agent.imported", "agent.imported", "agent.imported");
  }

  /** Also after an import that was cut anywhere. */
  @Test
  void theSameOnceMoreChangesNothing() {
    registry.list("2", registry.ca.agent("two", "a.b@1"));
    quarantine("2", "strange");
    Map<String, JsonObject> export = TestTransfer.last(transfer.export());
    transfer.loseRecords();
    assertThat(transfer.bring(export.get("one"))).isEqualTo("IMPORTED");
    assertThat(transfer.bring(export.get("two"))).isEqualTo("HELD");
    Revision before = registry.records().revision();
    int rows = registry.audit().size();

    export.values().forEach(line -> assertThat(transfer.bring(line)).isEqualTo("UNCHANGED"));

    assertThat(registry.records().revision()).isEqualTo(before);
    assertThat(registry.audit()).hasSize(rows);
  }

  /** Threat: an import lists what no agent could register. */
  @Test
  void admitsNothingButACredentialThatVerifiesNow() {
    JsonObject line = TestTransfer.last(transfer.export()).get("one");
    transfer.loseRecords();
    TestLeaf stranger = TestCa.create("bailiwick.example", registry.clock).agent("one", "a.b@1");
    assertThat(transfer.bring(certified(line, stranger))).isEqualTo("REFUSED peer-path-invalid");
    assertThat(transfer.bring(certified(line, registry.ca.operator("officer", "o"))))
        .startsWith("REFUSED peer-");
    TestLeaf large = registry.ca.agent("big", many());
    assertThat(transfer.bring(certified(line, large))).isEqualTo("REFUSED registration-size");
    assertThat(transfer.intake(0).take(TestTransfer.OFFICER, line).check())
        .isEqualTo("owner-agents-quota");
    registry.revoke(leaf);
    assertThat(transfer.bring(line)).isEqualTo("REFUSED peer-revoked");
    registry.clock.move(Duration.ofDays(40));
    assertThat(transfer.bring(line)).isEqualTo("LEFT_OUT credential-expired");
    assertThat(registry.count("agent")).isZero();
    assertThat(registry.audit())
        .extracting(row -> row.event() + " " + row.check())
        .contains("agent.import-refused peer-path-invalid", "agent.import-refused peer-revoked");
  }

  /** Threat: whoever writes the file gives an agent another owner, name or capability. */
  @Test
  void takesAttributesFromTheCredentialAlone() {
    JsonObject line = TestTransfer.last(transfer.export()).get("one");
    transfer.loseRecords();
    JsonObject forged =
        Json.createObjectBuilder(line)
            .add("agent", "spiffe://bailiwick.example/agent/other")
            .add("owner", "Somebody")
            .add("capabilities", Json.createArrayBuilder().add("bank.pay@1"))
            .build();

    assertThat(transfer.bring(forged)).isEqualTo("IMPORTED");

    assertThat(registry.find("1").orElseThrow()).isEqualTo(record);
  }

  @ParameterizedTest
  @CsvSource({
    "id, urn:uuid:1, record-member",
    "id, urn:uuid:0190a000-0000-4000-8000-000000000001, record-member",
    "certificate, AAAA, record-member",
    "certificate, '', record-member",
    "state, unreadable, record-member",
    "state, LISTED, record-member",
    "state_since, yesterday, record-member",
    "unsigned, text, record-member"
  })
  void refusesALineThatIsNone(String member, String value, String check) {
    JsonObject line = TestTransfer.last(transfer.export()).get("one");
    transfer.loseRecords();
    assertThat(transfer.bring(TestTransfer.with(line, member, value)))
        .isEqualTo("REFUSED " + check);
    assertThat(registry.count("agent")).isZero();
  }

  @Test
  void aQuarantineHoldsWhateverBecameOfTheCredential() {
    quarantine("1", "strange rates");
    JsonObject line = TestTransfer.last(transfer.export()).get("one");
    transfer.loseRecords();
    registry.revoke(leaf);
    registry.clock.move(Duration.ofDays(40));

    assertThat(transfer.bring(line)).isEqualTo("HELD");

    assertThat(registry.find("1").orElseThrow().state()).isEqualTo(AgentState.QUARANTINED);
    assertThat(registry.records().state(ONE).orElseThrow().text()).isEqualTo("strange rates");
    TestLeaf next = registry.ca.agent("one", "a.b@1");
    assertThatThrownBy(() -> registry.list("9", next))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("agent-quarantined"));
    assertThat(registry.records().places(record.owner())).isZero();
    release("1");
    assertThat(registry.find("1").orElseThrow().state()).isEqualTo(AgentState.EXPIRED);
  }

  @Test
  void aQuarantineHoldsForAnAgentThatHasRegisteredSince() {
    quarantine("1", "strange");
    JsonObject line = TestTransfer.last(transfer.export()).get("one");
    transfer.loseRecords();
    registry.list("7", leaf); // under another identifier

    assertThat(transfer.bring(line)).isEqualTo("HELD");
    assertThat(registry.find("7").orElseThrow().state()).isEqualTo(AgentState.QUARANTINED);

    registry.clock.move(Duration.ofMinutes(1));
    release("7");
    assertThat(transfer.bring(line)).isEqualTo("UNCHANGED");
    assertThat(registry.find("7").orElseThrow().state()).isEqualTo(AgentState.LISTED);
  }

  @Test
  void aRecordThatIsHereKeepsItsIdentifierAndState() {
    JsonObject line = TestTransfer.last(transfer.export()).get("one");
    assertThat(transfer.bring(TestTransfer.with(line, "id", TestRegistry.identifier("8"))))
        .isEqualTo("REFUSED identifier-differs");
    registry.end(record, AgentState.WITHDRAWN);
    assertThat(transfer.bring(line)).isEqualTo("UNCHANGED");
    assertThat(registry.find("1").orElseThrow().state()).isEqualTo(AgentState.WITHDRAWN);
    assertThat(transfer.bring(certified(line, registry.ca.agent("another", "a.b@1"))))
        .isEqualTo("REFUSED identifier-taken");
  }

  @Test
  void aNewerCredentialIsTakenAndAnOlderOneIsNot() {
    JsonObject older = TestTransfer.last(transfer.export()).get("one");
    registry.clock.move(Duration.ofHours(1));
    TestLeaf later = transfer.laterAuthority().agent("one", "a.b@1", "c.d@1");
    JsonObject newer = certified(older, later);

    assertThat(transfer.bring(newer)).isEqualTo("IMPORTED");
    assertThat(registry.find("1").orElseThrow().capabilities().scope()).isEqualTo("a.b@1 c.d@1");
    assertThat(transfer.bring(older)).isEqualTo("UNCHANGED");
  }

  @Test
  void recordsThatHadEndedAreLeftOutAndFaultyWordsKeepNoRecordAway() {
    JsonObject line = TestTransfer.last(transfer.export()).get("one");
    transfer.loseRecords();
    assertThat(transfer.bring(TestTransfer.with(line, "state", "revoked")))
        .isEqualTo("LEFT_OUT record-revoked");
    assertThat(transfer.bring(TestTransfer.with(line, "state", "expired")))
        .isEqualTo("LEFT_OUT record-expired");
    JsonObject faulty =
        Json.createObjectBuilder(line)
            .add("unsigned", Json.createObjectBuilder().add("title", "<\u202Eb>"))
            .build();
    assertThat(transfer.bring(faulty)).isEqualTo("IMPORTED description-refused");
    assertThat(new Descriptions(registry.reads()).of(ONE)).isEmpty();
  }

  @Test
  void nothingIsDecidedWhileTheRevocationDataAreTooOld() {
    JsonObject line = TestTransfer.last(transfer.export()).get("one");
    transfer.loseRecords();
    registry.goStale();
    assertThatThrownBy(() -> transfer.bring(line))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE));
    assertThat(registry.count("agent")).isZero();
  }

  private static String[] many() {
    String[] capabilities = new String[90];
    for (int i = 0; i < capabilities.length; i++) {
      capabilities[i] = "a.b%d@1?x=%s".formatted(i, "y".repeat(100));
    }
    return capabilities;
  }

  private static JsonObject certified(JsonObject line, TestLeaf by) {
    return TestTransfer.with(
        line, "certificate", Base64.getEncoder().encodeToString(Pem.der(by.certificate())));
  }

  private void say(String document) {
    registry.run(
        "insert into agent_description (agent_id, owner, updated_at, revision, document) values"
            + " ('%s', '%s', timestamp '2026-11-30 12:00:00', 1, '%s')"
                .formatted(ONE, record.owner(), document));
  }

  private void quarantine(String number, String reason) {
    Cause cause = new Cause(Reason.QUARANTINED, reason, TestTransfer.OFFICER);
    registry
        .changes()
        .commit(
            em ->
                AgentChanges.quarantine(
                    em, TestRegistry.identifier(number), registry.clock.instant(), cause));
  }

  private void release(String number) {
    Cause cause = new Cause(Reason.RELEASED, "x", TestTransfer.OFFICER);
    registry
        .changes()
        .commit(
            em ->
                AgentChanges.release(
                    em,
                    TestRegistry.identifier(number),
                    new AgentChanges.Release(
                        registry.clock.instant(), cause, registry.status()::isGood)));
  }
}
