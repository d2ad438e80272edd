package org.bailiwick.bench.load;

import java.io.IOException;

/** Something that is measured: it is done many times, by several threads. */
public interface Operation {
  /** How one performance ended. */
  enum Outcome {
    GOOD,
    BAD,
    /** Nothing was done, because what was prepared is used up. */
    USED_UP
  }

  /** Makes what the next performances need, before they are measured. */
  void prepare(int count) throws IOException, InterruptedException;

  Outcome perform() throws InterruptedException;

  /**
   * Opens a connection that later performances use, so that its handshakes are not measured. Each
   * thread of a load at a given rate calls this once before the time begins.
   */
  default void open() throws InterruptedException {}

  /** Ends what {@link #prepare} began, and checks what was performed. */
  default void finish() throws InterruptedException {}
}
