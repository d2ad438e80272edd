package org.bailiwick.ars.eventdelivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.eventstream.EventStream.State;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams as their receivers make, read and change them (SSF 1.0 section 8.1). */
class StreamsTest {
  private EventRig rig;

  @BeforeEach
  void open(@TempDir Path folder) {
    rig = new EventRig(folder);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static void refuses(Runnable call, ProblemType type) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @Test
  void aReceiverThatPollsGetsItsConfiguration() {
    EventStream stream =
        rig.poll(rig.auditor, "urn:bailiwick:event:agent-listed", "https://example.com/other");
    JsonObject view = rig.control.read(rig.auditor, Optional.of(stream.id())).asJsonObject();
    assertThat(view.getJsonArray("events_delivered").toString())
        .isEqualTo("[\"urn:bailiwick:event:agent-listed\"]");
    assertThat(view.getJsonArray("events_requested")).hasSize(2);
    assertThat(view.getJsonArray("events_supported")).hasSize(8);
    assertThat(view.getJsonObject("delivery").getString("endpoint_url"))
        .isEqualTo("https://registry.example/ars/v1/ssf/poll/" + stream.id());
    assertThat(view.getInt("min_verification_interval")).isEqualTo(60);
    JsonArray all = rig.control.read(rig.auditor, Optional.empty()).asJsonArray();
    assertThat(all).containsExactly(view);
    assertThat(rig.audit("event-stream.created")).hasSize(1);
  }

  /** Who is not named by the policies has no events: agents, officers and partners by default. */
  @Test
  void whoMayHaveEventsIsADecision() {
    AgentRecord record = rig.list("1", "reader");
    VerifiedPeer agent = TestPeers.of(Kind.AGENT, rig.leaf("reader").certificate());
    VerifiedPeer officer =
        TestPeers.of(Kind.OPERATOR, rig.registry.ca.operator("officer", "officer-1").certificate());
    for (VerifiedPeer peer : List.of(agent, officer)) {
      refuses(() -> rig.control.create(peer, "{}"), ProblemType.POLICY_DENIED);
    }
    assertThat(rig.control.create(rig.node, "{}").getString("aud"))
        .isEqualTo(rig.node.id().toString());
    rig.permitted.add(agent.id().toString());
    rig.control.create(agent, "{}");
    rig.quarantine(record);
    rig.pass(Duration.ofSeconds(2));
    refuses(() -> rig.control.create(agent, "{}"), ProblemType.POLICY_DENIED);
    refuses(() -> rig.control.read(agent, Optional.empty()), ProblemType.POLICY_DENIED);
  }

  /** For another receiver the stream does not exist. */
  @Test
  void aStreamIsItsReceiversAlone() {
    String id = rig.poll(rig.auditor).id();
    refuses(() -> rig.control.read(rig.node, Optional.of(id)), ProblemType.NOT_FOUND);
    refuses(() -> rig.control.status(rig.node, id), ProblemType.NOT_FOUND);
    refuses(() -> rig.control.setStatus(rig.node, id, "paused"), ProblemType.NOT_FOUND);
    refuses(() -> rig.control.verify(rig.node, id, "x"), ProblemType.NOT_FOUND);
    refuses(() -> rig.control.delete(rig.node, id), ProblemType.NOT_FOUND);
    refuses(
        () -> rig.control.update(rig.node, "{\"stream_id\":\"" + id + "\"}"),
        ProblemType.NOT_FOUND);
    rig.control.delete(rig.auditor, id);
    refuses(() -> rig.control.status(rig.auditor, id), ProblemType.NOT_FOUND);
  }

  @Test
  void aReceiverHasFewStreamsAndChangesThemAtAPace() {
    String first = rig.control.create(rig.auditor, "{}").getString("stream_id");
    refuses(() -> rig.control.create(rig.auditor, "{}"), ProblemType.TOO_MANY_REQUESTS);
    refuses(() -> rig.control.delete(rig.auditor, first), ProblemType.TOO_MANY_REQUESTS);
    rig.pass(Duration.ofSeconds(2));
    rig.poll(rig.auditor);
    refuses(() -> rig.control.create(rig.auditor, "{}"), ProblemType.TOO_MANY_REQUESTS);
    rig.poll(rig.node);
  }

  @Test
  void membersThatTheRegistryGivesComeBackAsTheyWereOrAreRefused() {
    EventStream stream = rig.poll(rig.auditor);
    JsonObject view = rig.control.read(rig.auditor, Optional.of(stream.id())).asJsonObject();
    JsonObject same = rig.control.replace(rig.auditor, view.toString());
    assertThat(same).isEqualTo(view);
    rig.pass(Duration.ofSeconds(2));
    for (String other :
        List.of(
            "\"aud\":\"x\"",
            "\"iss\":\"https://x.example\"",
            "\"inactivity_timeout\":1",
            "\"events_delivered\":[]",
            "\"delivery\":{\"method\":\"urn:ietf:rfc:8936\",\"endpoint_url\":\"https://x\"}",
            "\"surprise\":1")) {
      refuses(
          () ->
              rig.control.update(
                  rig.auditor, "{\"stream_id\":\"%s\",%s}".formatted(stream.id(), other)),
          ProblemType.MALFORMED_REQUEST);
    }
    JsonObject changed =
        rig.control.update(
            rig.auditor,
            "{\"stream_id\":\"%s\",\"events_requested\":[\"urn:bailiwick:event:agent-expired\"]}"
                .formatted(stream.id()));
    assertThat(changed.getString("description")).isEqualTo("test");
    assertThat(changed.getJsonArray("events_delivered")).hasSize(1);
  }

  /** Threat 53: an endpoint inside, in each form; only origins that the operator listed count. */
  @Test
  void endpointsAreThoseOfTheOperatorsList() {
    for (String url :
        List.of(
            "https://127.0.0.1:1/x",
            "https://localhost/x",
            "https://[::1]/x",
            "https://169.254.169.254/latest",
            "https://2130706433/",
            "https://receiver.example/",
            "http://receiver.example/",
            "file:///etc/passwd",
            "https://u:p@receiver.example/")) {
      refuses(
          () ->
              rig.control.create(
                  rig.auditor,
                  "{\"delivery\":{\"method\":\"urn:ietf:rfc:8935\",\"endpoint_url\":\"%s\"}}"
                      .formatted(url)),
          ProblemType.MALFORMED_REQUEST);
    }
    assertThat(rig.streams.all()).isEmpty();
    assertThat(rig.registry.count("wrapped_secret")).isZero();
  }

  /** Address and credential are in the database under a key of the HSM, and in no answer. */
  @Test
  void whereTokensArePostedIsASecret() {
    EventStream stream = rig.push(rig.auditor, "/told?key=k-1");
    JsonObject view = rig.control.read(rig.auditor, Optional.of(stream.id())).asJsonObject();
    assertThat(view.getJsonObject("delivery").getString("endpoint_url")).endsWith("?key=k-1");
    assertThat(view.toString()).doesNotContain("s-1");
    assertThat(rig.registry.audit().toString()).doesNotContain("k-1", "s-1");
    assertThat(stream.toString()).doesNotContain("k-1", "s-1");
    rig.control.update(
        rig.auditor,
        "{\"stream_id\":\"%s\",\"delivery\":{\"method\":\"urn:ietf:rfc:8936\"}}"
            .formatted(stream.id()));
    assertThat(rig.registry.count("wrapped_secret")).isZero();
    rig.wrappingKeys.fail();
    rig.pass(Duration.ofSeconds(2));
    refuses(() -> rig.push(rig.auditor, "/told"), ProblemType.SIGNER_UNAVAILABLE);
    rig.wrappingKeys.recover();
    EventStream second = rig.push(rig.auditor, "/told");
    rig.control.delete(rig.auditor, second.id());
    assertThat(rig.registry.count("wrapped_secret")).isZero();
  }

  @Test
  void headersCannotBeAddedByTheCredential() {
    for (String header : List.of("", "a\\r\\nX: y", "a\\u0000", "x".repeat(2049), "\\u00e4")) {
      refuses(
          () ->
              rig.control.create(
                  rig.auditor,
                  ("{\"delivery\":{\"method\":\"urn:ietf:rfc:8935\",\"endpoint_url\":\"%s\","
                          + "\"authorization_header\":\"%s\"}}")
                      .formatted(rig.server.at("/"), header)),
          ProblemType.MALFORMED_REQUEST);
    }
  }

  @Test
  void aPauseKeepsEventsAndADisabledStreamLosesThem() {
    EventStream stream = rig.poll(rig.auditor, "urn:bailiwick:event:agent-listed");
    rig.control.setStatus(rig.auditor, stream.id(), "paused");
    rig.list("1", "first");
    rig.pass(Duration.ofSeconds(2));
    rig.control.setStatus(rig.auditor, stream.id(), "enabled");
    assertThat(rig.due(stream, rig.auditor)).containsExactly("agent-listed first");
    rig.pass(Duration.ofSeconds(2));
    rig.control.setStatus(rig.auditor, stream.id(), "disabled");
    rig.list("2", "second");
    rig.pass(Duration.ofSeconds(2));
    JsonObject status = rig.control.setStatus(rig.auditor, stream.id(), "enabled");
    assertThat(status.getString("status")).isEqualTo("enabled");
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
    rig.list("3", "third");
    assertThat(rig.due(stream, rig.auditor)).containsExactly("agent-listed third");
    rig.pass(Duration.ofSeconds(2));
    refuses(
        () -> rig.control.setStatus(rig.auditor, stream.id(), "gone"),
        ProblemType.MALFORMED_REQUEST);
  }

  /** Threat 29: a receiver whose credential is revoked, and one in quarantine. */
  @Test
  void theStreamsOfAReceiverThatLostTheRightEndWithinSeconds() {
    AgentRecord record = rig.list("1", "reader");
    VerifiedPeer agent = TestPeers.of(Kind.AGENT, rig.leaf("reader").certificate());
    rig.permitted.add(agent.id().toString());
    EventStream ofAgent = rig.poll(agent);
    EventStream ofAuditor = rig.poll(rig.auditor);
    PushWorker worker = rig.worker("one");
    worker.run();
    rig.quarantine(record);
    rig.registry.revoke(rig.auditorLeaf);
    rig.pass(Duration.ofSeconds(5));
    worker.run();
    assertThat(rig.found(ofAgent.id()).status().state()).isEqualTo(State.DISABLED);
    assertThat(rig.found(ofAgent.id()).status().reason()).isEqualTo("agent-quarantined");
    assertThat(rig.found(ofAuditor.id()).status().reason()).isEqualTo("peer-revoked");
    assertThat(rig.audit("event-stream.disabled")).hasSize(2);
  }

  @Test
  void theStreamOfAReceiverThatIsNotHeardIsDeleted() {
    EventStream stream = rig.poll(rig.node);
    PushWorker worker = rig.worker("one");
    rig.pass(Duration.ofDays(6));
    worker.run();
    assertThat(rig.streams.all()).hasSize(1);
    rig.streams.heard(rig.found(stream.id()), stream.proof(), rig.now());
    rig.pass(Duration.ofDays(6));
    worker.run();
    assertThat(rig.streams.all()).hasSize(1);
    rig.pass(Duration.ofDays(1).plusSeconds(1));
    worker.run();
    assertThat(rig.streams.all()).isEmpty();
    assertThat(rig.audit("event-stream.removed")).singleElement().asString().contains("inactive");
  }
}
