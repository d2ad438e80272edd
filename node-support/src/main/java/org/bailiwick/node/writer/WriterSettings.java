package org.bailiwick.node.writer;

import java.time.Clock;
import java.time.Duration;

/**
 * The settings of a writer.
 *
 * @param chain name of the audit chain, node name and component ("authority/aca"); the same for all
 *     processes that share the database
 * @param maxBatch most units in one commit
 * @param queue most units that may wait; further callers are refused at once
 * @param patience longest time that a caller waits for its commit
 * @param clock time of the audit rows
 */
public record WriterSettings(
    String chain, int maxBatch, int queue, Duration patience, Clock clock) {

  /** The defaults, which were measured (docs/decisions/0005). */
  public static WriterSettings of(String chain, Clock clock) {
    return new WriterSettings(chain, 64, 4096, Duration.ofSeconds(10), clock);
  }
}
