package org.bailiwick.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** The agents that the Master Agent may give work to. */
public final class ListedAgents {
  private static final String LISTED = "select serial from agent where state = 'LISTED'";

  private ListedAgents() {}

  /** Revokes them all, and returns when the registry knows. */
  public static void dismiss(Nodes nodes, Wire wire) {
    for (String serial : Component.ARS.column(nodes, LISTED)) {
      wire.send(Officer.order(nodes, serial, "cessation-of-operation"));
    }
    await("nobody listed")
        .atMost(Duration.ofMinutes(1))
        .until(() -> Component.ARS.column(nodes, LISTED).isEmpty());
  }
}
