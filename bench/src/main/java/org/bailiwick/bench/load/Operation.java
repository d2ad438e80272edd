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

  /** Ends what {@link #prepare} began, and checks what was performed. */
  default void finish() throws InterruptedException {}
}
