package org.bailiwick.ars.discovery;

import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;

/** Directories of a registry without a container. */
public final class TestDirectories {
  private TestDirectories() {}

  /** A directory by this time. */
  public static AgentDirectory of(TestRegistry registry, SteadyTime time) {
    return new AgentDirectory(
        registry.records(), registry.status(), time, PageTokens.ofAllNodes(registry.writer()));
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
