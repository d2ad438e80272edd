package org.bailiwick.ars.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.identifier.IdentifierTable;
import org.bailiwick.ars.lifecycle.Heartbeats;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a record, to whom: signed and unsigned parts, quarantine, history. */
class RecordReaderTest {
  private static final String ID = TestRegistry.identifier("1");
  private static final String CAPABILITY = "invoice.parse@1";

  private TestRegistry registry;
  private AgentViews views;
  private RecordReader reader;
  private AgentRecord record;
  private VerifiedPeer itself;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    views =
        new AgentViews(
            new Descriptions(registry.reads()),
            new AgentIdentifiers(registry.reads(), registry.clock),
            new Heartbeats(registry.reads(), registry.writer(), registry.clock),
            registry.clock);
    reader = new RecordReader(registry.gate(), registry.records(), views);
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    record = registry.list("1", leaf);
    itself = TestPeers.of(Kind.AGENT, leaf.certificate());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void itsOtherIdentifiersAreInTheSingleRecordAndInNoList() {
    IdentifierTable.Claim claim =
        new IdentifierTable.Claim(
            Identifier.parse("dns:reader.example"),
            ID,
            record.owner(),
            Shown.CONFIGURED,
            Optional.empty(),
            "officer",
            "");
    registry.changes().commit(em -> IdentifierTable.add(em, claim, registry.clock.instant(), 1));
    JsonObject identifier =
        reader.require(itself, ID).json().getJsonArray("identifiers").getJsonObject(0);
    assertThat(identifier.getString("identifier")).isEqualTo("dns:reader.example");
    assertThat(identifier.getString("shown")).isEqualTo("configured");
    assertThat(views.all(List.of(record)).build()).containsExactly(AgentView.of(record));
  }

  @Test
  void anAgentThatHasSaidNothingIsShownByItsSignedAttributesAlone() {
    assertThat(views.of(record)).isEqualTo(AgentView.of(record));
    assertThat(views.all(List.of(record)).build()).containsExactly(AgentView.of(record));
  }

  @Test
  void whatAnAgentSaysIsShownApartAndReplacesNoSignedAttribute() {
    say(
        "{\"examples\":[\"a\"],\"skills\":[{\"capability\":\"gone@1\"},{\"capability\":\""
            + CAPABILITY
            + "\"}],\"title\":\"Reader\"}");
    registry.run(
        "insert into agent_heartbeat values ('%s', timestamp '%s', 60, 40, 1)"
            .formatted(ID, registry.clock.instant().toString().replace('T', ' ').replace("Z", "")));

    JsonObject whole = views.of(record);
    JsonObject hit = views.all(List.of(record)).build().getJsonObject(0);

    AgentView.of(record).forEach((name, value) -> assertThat(whole).containsEntry(name, value));
    assertThat(whole.getJsonObject("unsigned").getString("title")).isEqualTo("Reader");
    assertThat(whole.getJsonObject("unsigned").getJsonArray("skills").toString())
        .isEqualTo("[{\"capability\":\"" + CAPABILITY + "\"}]");
    assertThat(hit.getJsonObject("unsigned").keySet())
        .containsExactlyInAnyOrder("title", "updated_at");
    JsonObject liveness = hit.getJsonObject("liveness");
    assertThat(liveness.getString("ttl")).isEqualTo("PT1M");
    assertThat(liveness.getInt("load")).isEqualTo(40);
    assertThat(liveness.getBoolean("silent")).isFalse();
    registry.clock.move(Duration.ofMinutes(2));
    assertThat(views.of(record).getJsonObject("liveness").getBoolean("silent")).isTrue();
  }

  @Test
  void aQuarantinedAgentIsInNoAnswerAndARemovalForFollowers() {
    SteadyTime time = new SteadyTime(registry.clock, () -> 0L);
    PageTokens tokens = PageTokens.ofAllNodes(registry.writer());
    AgentDirectory directory =
        new AgentDirectory(
            registry.records(),
            registry.status(),
            time,
            tokens,
            TestDirectories.findable(registry, registry.gate()));
    ChangeFeed feed =
        new ChangeFeed(
            registry.records(),
            new ChangedAgents(registry.freshReader()),
            registry.changes(),
            registry.status(),
            time);
    Optional<ChangePosition> before = Optional.of(feed.page(Optional.empty()).next());
    assertThat(directory.find(ID)).isPresent();

    quarantine();

    assertThat(directory.find(ID)).isEmpty();
    assertThat(directory.search(itself, Capability.parse(CAPABILITY), Optional.empty()).agents())
        .isEmpty();
    String told = feed.page(before).document();
    assertThat(told).contains("\"state\":\"quarantined\"").doesNotContain("strange answers");
    assertThat(feed.page(Optional.empty()).document()).contains("\"state\":\"quarantined\"");
  }

  @Test
  void operatorsAndTheOwnersAgentsReadARecordInAnyStateWithItsHistory() {
    quarantine();
    VerifiedPeer auditor =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("auditor", "auditor-1").certificate());
    TestLeaf sister = registry.ca.agent("sister", "fx.rates@1");
    for (VerifiedPeer peer :
        List.of(auditor, itself, TestPeers.of(Kind.AGENT, sister.certificate()))) {
      JsonObject whole = reader.require(peer, ID).json();
      assertThat(whole.getString("state")).isEqualTo("quarantined");
      assertThat(whole.getString("state_reason")).isEqualTo("quarantined");
      assertThat(whole.getString("state_text")).isEqualTo("strange answers");
      assertThat(whole.getString("owner")).isEqualTo(record.owner());
      assertThat(whole.getJsonArray("history").getValuesAs(JsonObject.class))
          .extracting(change -> change.getString("state") + " " + change.getString("reason"))
          .containsExactly("quarantined quarantined", "listed registered");
    }
  }

  @Test
  void forAnotherOwnersAgentTheRecordDoesNotExist() {
    AgentInformation of = registry.ca.information("fx.rates@1");
    TestLeaf other =
        registry.ca.agent(
            "other",
            new AgentInformation(
                Owner.parse("Another"),
                of.capabilities(),
                of.locator(),
                of.validationMethods(),
                of.principal(),
                of.attestation()));
    refuses("agent-not-known", TestPeers.of(Kind.AGENT, other.certificate()));
    refuses("no-policy-permits", TestPeers.of(Kind.NODE, registry.ca.node("domain").certificate()));
    refuses("foreign-agent", TestPeers.of(Kind.FOREIGN, other.certificate()));
  }

  private void refuses(String check, VerifiedPeer peer) {
    assertThatThrownBy(() -> reader.require(peer, ID))
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }

  private void say(String document) {
    registry.run(
        "insert into agent_description values ('%s', '%s', timestamp '2026-01-01 00:00:00', 1, '%s')"
            .formatted(ID, record.owner(), StrictJson.object(document)));
  }

  private void quarantine() {
    registry
        .changes()
        .commit(
            em ->
                AgentChanges.quarantine(
                    em,
                    ID,
                    registry.clock.instant(),
                    new Cause(Reason.QUARANTINED, "strange answers", "officer")));
  }
}
