package org.bailiwick.ars.changestream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.discovery.ChangeFeed;
import org.bailiwick.ars.discovery.TestDirectories;
import org.bailiwick.ars.eventstream.ReceiverRight;
import org.bailiwick.ars.policy.FindableAgents;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who follows the registry, and what is shown to whom. */
class ReaderTermsTest {
  private static final String CAPABILITY = "invoice.parse@1";

  private final Set<String> hidden = new HashSet<>();
  private final Set<String> permitted = new HashSet<>();
  private TestRegistry registry;
  private ReaderTerms terms;
  private VerifiedPeer agent;
  private VerifiedPeer auditor;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    Gate gate = new Gate(this::decide, registry.writer());
    terms =
        new ReaderTerms(
            gate,
            new ReceiverRight(gate, registry.records(), registry.peers()),
            TestDirectories.feed(registry, new SteadyTime(registry.clock, () -> 0)),
            new FindableAgents(gate, new RegistrySegments(Optional::empty), registry.records()),
            PageTokens.ofAllNodes(registry.writer()),
            registry.clock);
    agent = TestPeers.of(Kind.AGENT, registry.ca.agent("follower", CAPABILITY).certificate());
    auditor =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("auditor", "auditor-1").certificate());
    permitted.add(agent.id().toString());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Decision decide(AccessRequest request) {
    if (request.action() == Action.FIND_AGENT && hidden.contains(request.resource().id())) {
      return new Decision.Deny(List.of("hidden"), List.of(), "1");
    }
    if (request.action() == Action.SUBSCRIBE_EVENTS && permitted.contains(request.subject().id())) {
      return new Decision.Permit(List.of(), List.of(), List.of(), "1");
    }
    return DefaultPolicies.inForce().decide(request);
  }

  private AgentRecord list(String number, String name) {
    return registry.list(number, registry.ca.agent(name, CAPABILITY));
  }

  private ReaderTerms.Granted granted(VerifiedPeer peer) {
    return terms.require(peer, () -> peer);
  }

  private static List<JsonObject> agents(ChangeFeed.Page page) {
    return StrictJson.object(page.document()).getJsonArray("agents").getValuesAs(JsonObject.class);
  }

  @Test
  void anAuditorGetsWhatTheChangesShow() {
    list("1", "reader");
    ReaderTerms.Granted granted = granted(auditor);
    ChangeFeed.Page page = granted.terms().pages().after(Optional.empty());
    assertThat(agents(page).getFirst()).containsKeys("principal", "attestation");
    assertThat(granted.position(page.position())).contains(page.next());
    assertThatThrownBy(() -> granted.position("made up")).isInstanceOf(ProblemException.class);
  }

  @Test
  void anyOtherReaderGetsWhatItMayFind() {
    hidden.add(list("1", "hidden").agent().toString());
    AgentRecord shown = list("2", "reader");
    ReaderTerms.Granted granted = granted(agent);
    ChangeFeed.Page first = granted.terms().pages().after(Optional.empty());
    assertThat(agents(first))
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.getString("id")).isEqualTo(shown.identifier());
              assertThat(view).doesNotContainKeys("principal", "attestation");
            });
    registry.end(shown, AgentState.WITHDRAWN);
    ChangeFeed.Page next = granted.terms().pages().after(Optional.of(first.next()));
    assertThat(agents(next))
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.keySet()).containsExactlyInAnyOrder("id", "agent", "state");
              assertThat(view.getString("state")).isEqualTo("withdrawn");
            });
  }

  /** The number of a change tells how many others there are. */
  @Test
  void positionsOfSuchAReaderTellNothing() {
    hidden.add(list("1", "hidden").agent().toString());
    ReaderTerms.Granted granted = granted(agent);
    ChangeFeed.Page page = granted.terms().pages().after(Optional.empty());
    assertThat(page.document()).doesNotContain(page.next().mark(), page.next().toString());
    assertThat(StrictJson.object(page.document()).getString("next")).isEqualTo(page.position());
    assertThat(granted.position(page.position())).contains(page.next());
    hidden.add(list("2", "hidden-too").agent().toString());
    assertThat(granted.terms().pages().after(Optional.of(page.next())).shown()).isFalse();
  }

  @Test
  void anOldPositionOrThatOfAnotherReaderBeginsAnew() {
    list("1", "reader");
    String position = granted(agent).terms().pages().after(Optional.empty()).position();
    VerifiedPeer other =
        TestPeers.of(Kind.AGENT, registry.ca.agent("other", CAPABILITY).certificate());
    permitted.add(other.id().toString());
    assertThat(granted(other).position(position)).isEmpty();
    assertThat(granted(agent).position("made up")).isEmpty();
    registry.clock.move(Duration.ofMinutes(11));
    assertThat(granted(agent).position(position)).isEmpty();
  }

  @Test
  void whoMayFollowIsADecision() {
    permitted.clear();
    assertThatThrownBy(() -> granted(agent))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.POLICY_DENIED));
    ReaderTerms.Granted granted = granted(auditor);
    granted.terms().right().run();
    permitted.add(agent.id().toString());
    ReaderTerms.Granted ofAgent = granted(agent);
    permitted.clear();
    assertThatThrownBy(() -> ofAgent.terms().right().run()).isInstanceOf(ProblemException.class);
  }
}
