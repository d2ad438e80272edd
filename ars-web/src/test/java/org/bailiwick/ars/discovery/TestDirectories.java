package org.bailiwick.ars.discovery;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.ars.policy.FindableAgents;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.VersionFloor;

/** Directories of a registry without a container. */
public final class TestDirectories {
  private TestDirectories() {}

  /** A directory by this time. */
  public static AgentDirectory of(TestRegistry registry, SteadyTime time) {
    return of(registry, time, registry.gate());
  }

  /** The same, by the policies of this gate. */
  public static AgentDirectory of(TestRegistry registry, SteadyTime time, Gate gate) {
    return new AgentDirectory(
        registry.records(),
        registry.status(),
        time,
        PageTokens.ofAllNodes(registry.writer()),
        findable(registry, gate));
  }

  /** The default policies, and one that hides the agent of this name from searches. */
  public static Gate hiding(TestRegistry registry, Path folder, String name) {
    Map<String, String> files =
        new TreeMap<>(CedarDecisionPoint.files(DefaultPolicies.copyTo(folder.resolve("policies"))));
    files.merge(
        "find-agent.cedar",
        """

        @id("one-is-hidden")
        @reason("hidden")
        forbid (principal, action == Bailiwick::Action::"find-agent",
          resource == Bailiwick::Agent::"spiffe://bailiwick.example/agent/%s");
        """
            .formatted(name),
        String::concat);
    return new Gate(
        CedarDecisionPoint.of(new VersionFloor.Loaded(1000, "test"), files), registry.writer());
  }

  /** What the policies of this gate let peers find, without segments. */
  static FindableAgents findable(TestRegistry registry, Gate gate) {
    return new FindableAgents(gate, new RegistrySegments(Optional::empty), registry.records());
  }

  /** The changes of the registry by this time. */
  public static ChangeFeed feed(TestRegistry registry, SteadyTime time) {
    return new ChangeFeed(
        registry.records(),
        new ChangedAgents(registry.freshReader()),
        registry.changes(),
        registry.status(),
        time);
  }
}
