package org.bailiwick.ars.search;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bailiwick.ars.lifecycle.Heartbeat;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.ars.search.index.AgentIndex;
import org.bailiwick.ars.search.index.IndexFollower;
import org.bailiwick.ars.search.index.UnsignedText;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.policy.segment.SegmentPlan;

/** A registry with an index in memory, of which a test calls the follower. */
final class TestSearch implements AutoCloseable {
  final TestRegistry registry;
  final VerifiedPeer peer;
  final Map<String, UnsignedText> said = new HashMap<>();
  final Map<String, Heartbeat> heard = new HashMap<>();
  Optional<SegmentPlan> plan = Optional.empty();
  Gate gate;
  ReviewedCatalogue catalogue = ReviewedCatalogue.NONE;

  private final SteadyTime time;
  private final AgentIndex index = AgentIndex.at(Optional.empty());
  private final IndexFollower follower;
  private final PageTokens tokens;

  TestSearch(Path folder) {
    registry = new TestRegistry(folder);
    gate = registry.gate();
    time = new SteadyTime(registry.clock, () -> 0);
    peer = TestPeers.of(Kind.AGENT, registry.ca.agent("asker", "a.b@1").certificate());
    tokens = PageTokens.ofAllNodes(registry.writer());
    follower =
        new IndexFollower(
            index,
            registry.records(),
            new ChangedAgents(registry.freshReader()),
            registry.changes(),
            signed -> said,
            time,
            () -> 0);
  }

  void follow() {
    follower.follow();
  }

  AgentRecord list(String number, String name, String... capabilities) {
    return registry.list(number, registry.ca.agent(name, capabilities));
  }

  AgentSearch.Found search(String body) {
    return search(peer, body);
  }

  AgentSearch.Found search(VerifiedPeer by, String body) {
    return agents().search(by, SearchRequest.parse(body).in(catalogue));
  }

  AgentSearch agents() {
    CandidateCheck check =
        new CandidateCheck(
            registry.records(),
            registry.status(),
            new RegistrySegments(() -> plan),
            signed -> said,
            identifier -> Optional.ofNullable(heard.get(identifier)),
            gate);
    return new AgentSearch(index, check, tokens, time);
  }

  /** The names of the agents of the first page. */
  List<String> names(String body) {
    return search(body).hits().stream().map(hit -> hit.agent().record().agent().name()).toList();
  }

  /** The same search from this page on. */
  static String from(String body, Optional<String> token) {
    return token
        .map(text -> body.substring(0, body.lastIndexOf('}')) + ",\"page_token\":\"" + text + "\"}")
        .orElse(body);
  }

  /** What an agent says of itself. */
  static UnsignedText text(String title, String text, String... tags) {
    return new UnsignedText(
        Optional.of(title),
        List.of(text),
        Set.of(tags),
        Set.of("application/pdf"),
        Set.of("application/json"),
        Optional.empty());
  }

  /** A heartbeat of a minute's time to live, so long ago. */
  Heartbeat heard(int load, Duration ago) {
    return new Heartbeat(
        registry.clock.instant().minus(ago), Duration.ofMinutes(1), OptionalInt.of(load));
  }

  @Override
  public void close() {
    index.close();
    registry.close();
  }
}
