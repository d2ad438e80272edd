package org.bailiwick.ars.eventdelivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver lacks, by its position (SSF 1.0, RFC 8936). */
class DueEventsTest {
  private EventRig rig;

  @BeforeEach
  void open(@TempDir Path folder) {
    rig = new EventRig(folder);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aStreamBeginsAtThePresentAndHasEachChangeUntilItIsAcknowledged() {
    AgentRecord before = rig.list("1", "before");
    EventStream stream = rig.poll(rig.auditor);
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
    rig.list("2", "reader");
    rig.registry.end(before, AgentState.WITHDRAWN);
    List<String> due = rig.due(stream, rig.auditor);
    assertThat(due)
        .containsExactly("agent-listed reader", "agent-withdrawn before", "session-revoked before");
    assertThat(rig.due(stream, rig.auditor)).isEqualTo(due);
    List<String> ids = rig.ids(stream, rig.auditor);
    rig.acknowledge(stream, rig.auditor, ids.get(0));
    assertThat(rig.due(stream, rig.auditor))
        .containsExactly("agent-withdrawn before", "session-revoked before");
    rig.acknowledge(stream, rig.auditor, ids.get(1), ids.get(2));
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
    assertThat(rig.found(stream.id()).progress().ahead()).isEmpty();
  }

  /** What is acknowledged out of order is not sent again. */
  @Test
  void acknowledgementsCountInAnyOrder() {
    EventStream stream = rig.poll(rig.auditor, "urn:bailiwick:event:agent-listed");
    for (int i = 1; i <= 3; i++) {
      rig.list(String.valueOf(i), "agent" + i);
    }
    List<String> ids = rig.ids(stream, rig.auditor);
    rig.acknowledge(stream, rig.auditor, ids.get(2));
    assertThat(rig.due(stream, rig.auditor))
        .containsExactly("agent-listed agent1", "agent-listed agent2");
    rig.acknowledge(stream, rig.auditor, ids.get(0), ids.get(1));
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
    assertThat(rig.found(stream.id()).progress().position())
        .isEqualTo(rig.registry.records().revision().number());
  }

  /** A receiver that is away for long finds the last change of each agent, and no queue grows. */
  @Test
  void anAgentThatChangedAgainIsToldOfOnce() {
    EventStream stream = rig.poll(rig.auditor);
    AgentRecord agent = rig.list("1", "reader");
    rig.quarantine(agent);
    rig.release(agent);
    assertThat(rig.due(stream, rig.auditor)).containsExactly("agent-released reader");
    rig.registry.end(agent, AgentState.REVOKED);
    assertThat(rig.due(stream, rig.auditor))
        .containsExactly("agent-revoked reader", "credential-change reader");
  }

  @Test
  void claimsAreThoseOfTheStandard() {
    EventStream stream = rig.poll(rig.auditor);
    AgentRecord agent = rig.list("1", "reader");
    rig.registry.end(agent, AgentState.REVOKED);
    Map<String, JsonObject> claims = new HashMap<>();
    rig.events
        .next(rig.found(stream.id()), rig.auditor, 10)
        .due()
        .forEach(due -> claims.put(EventRig.told(due.claims()), due.claims()));
    JsonObject caep = claims.get("credential-change reader");
    assertThat(caep.keySet())
        .containsExactlyInAnyOrder("iss", "aud", "jti", "iat", "txn", "sub_id", "events");
    assertThat(caep.getString("iss")).isEqualTo("https://registry.example/ars");
    assertThat(caep.getString("aud")).isEqualTo(rig.auditor.id().toString());
    assertThat(caep.getJsonObject("sub_id").getString("uri"))
        .isEqualTo(agent.agent().spiffeId().toString());
    JsonObject event = caep.getJsonObject("events").values().iterator().next().asJsonObject();
    assertThat(event.getString("change_type")).isEqualTo("revoke");
    assertThat(event.getString("credential_type")).isEqualTo("x509");
    assertThat(event.getString("x509_issuer")).isEqualTo("CN=Issuing");
    assertThat(event.getString("x509_serial")).isEqualTo(agent.credential().key().serial().hex());
    JsonObject own = claims.get("agent-revoked reader");
    assertThat(own.getString("txn")).isEqualTo(caep.getString("txn"));
    assertThat(own.getString("jti")).isNotEqualTo(caep.getString("jti"));
    String token = rig.signer.sign(own);
    assertThat(rig.signer.sign(own)).as("not signed again").isSameAs(token);
    JsonObject header = StrictJson.object(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]));
    assertThat(header.getString("typ")).isEqualTo("secevent+jwt");
  }

  /** The words of an officer are for operators and the agent's owner. */
  @Test
  void anOfficersWordsAreNotTold() {
    EventStream stream = rig.poll(rig.auditor);
    rig.quarantine(rig.list("1", "reader"));
    assertThat(rig.due(stream, rig.auditor))
        .containsExactly("agent-quarantined reader", "session-revoked reader");
    assertThat(rig.events.next(rig.found(stream.id()), rig.auditor, 10).due().toString())
        .doesNotContain("secret words");
  }

  @Test
  void aReceiverIsToldOfTheAgentsThatItMayFind() {
    EventStream stream = rig.poll(rig.auditor);
    rig.hidden.add(rig.list("1", "hidden").agent().toString());
    rig.list("2", "reader");
    assertThat(rig.due(stream, rig.auditor)).containsExactly("agent-listed reader");
  }

  /** Position and identifier tell nothing of agents that are hidden. */
  @Test
  void manyHiddenAgentsMoveAReceiverOnWithoutAWord() {
    EventStream stream = rig.poll(rig.auditor);
    AgentRecord first = rig.list("1", "hidden");
    rig.registry.multiply(first, 1100);
    rig.registry
        .records()
        .candidates(
            Capability.parse(EventRig.CAPABILITY), new AgentRecords.Page("", rig.now(), 2000))
        .forEach(agent -> rig.hidden.add(agent.agent().toString()));
    DueEvents.Next next = rig.events.next(rig.found(stream.id()), rig.auditor, 10);
    assertThat(next.due()).isEmpty();
    assertThat(next.more()).as("a thousand rows are read at once").isTrue();
    next = rig.events.next(rig.found(stream.id()), rig.auditor, 10);
    assertThat(next.more()).isFalse();
    assertThat(next.progress()).isPresent();
    rig.streams.advance(rig.found(stream.id()), next.progress().orElseThrow());
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
  }

  /** Threat 50: nobody is told that an agent is listed while it may be revoked. */
  @Test
  void nothingIsToldWhileTheStatusIsStale() {
    EventStream stream = rig.poll(rig.auditor);
    rig.list("1", "reader");
    rig.registry.goStale();
    assertThatThrownBy(() -> rig.due(stream, rig.auditor))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE));
  }

  @Test
  void anAgentWhoseCredentialIsRevokedIsNotToldAsListed() {
    EventStream stream = rig.poll(rig.auditor);
    rig.list("1", "reader");
    rig.registry.revoke(rig.leaf("reader"));
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
  }

  /** Threat: setErrs floods. Only what is under way is recorded. */
  @Test
  void anErrorOfAnUnknownTokenCountsForNothing() {
    EventStream stream = rig.poll(rig.auditor);
    rig.list("1", "reader");
    String id = rig.ids(stream, rig.auditor).getFirst();
    rig.acknowledgements.store(
        rig.found(stream.id()),
        rig.auditor,
        Set.of(),
        Map.of("made-up", "invalid_key", "also", "x"));
    assertThat(rig.audit("event.refused")).isEmpty();
    assertThat(rig.ids(stream, rig.auditor)).containsExactly(id);
    rig.acknowledgements.store(
        rig.found(stream.id()), rig.auditor, Set.of(), Map.of(id, "invalid_key"));
    assertThat(rig.audit("event.refused")).singleElement().asString().contains("invalid_key", id);
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
  }

  @Test
  void aVerificationComesFirstAndOnce() {
    EventStream stream = rig.poll(rig.auditor);
    rig.list("1", "reader");
    rig.control.verify(rig.auditor, stream.id(), "abc");
    assertThatThrownBy(() -> rig.control.verify(rig.auditor, stream.id(), "abc"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
              assertThat(e.retryAfter().orElseThrow())
                  .isBetween(Duration.ofSeconds(59), Duration.ofSeconds(60));
            });
    DueEvents.Due first = rig.events.next(rig.found(stream.id()), rig.auditor, 10).due().getFirst();
    assertThat(first.claims().getJsonObject("sub_id").getString("id")).isEqualTo(stream.id());
    assertThat(first.claims().getJsonObject("events").toString())
        .contains("event-type/verification", "\"state\":\"abc\"");
    rig.acknowledge(stream, rig.auditor, first.id());
    assertThat(rig.due(stream, rig.auditor)).containsExactly("agent-listed reader");
  }

  @Test
  void aPollThatCannotBeReadIsRefused() {
    for (String body :
        List.of(
            "[]",
            "{\"maxEvents\":-1}",
            "{\"maxEvents\":\"1\"}",
            "{\"returnImmediately\":1}",
            "{\"ack\":\"x\"}",
            "{\"ack\":[1]}",
            "{\"setErrs\":{\"x\":\"y\"}}",
            "{\"ack\":[" + "\"x\",".repeat(1000) + "\"x\"]}")) {
      assertThatThrownBy(() -> SetPoll.parse(body))
          .as(body)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
    }
    assertThat(SetPoll.parse("{\"maxEvents\":5000,\"new\":1}").most()).isEqualTo(100);
  }
}
