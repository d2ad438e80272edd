package org.bailiwick.aca.lineage;

import java.time.Clock;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.node.decision.Gate;

/** The officer's side of frozen names, without a container. */
public final class TestIdentities {

  private TestIdentities() {}

  public static FrozenIdentities of(Gate gate, TestLedger database, Clock clock) {
    return new FrozenIdentities(gate, database.writer(), database.reader(), clock);
  }
}
