package org.bailiwick.broker.backend;

import java.util.Optional;

/**
 * What a driver records of an attempt just before it takes effect at the back end. After a crash it
 * finds out by the mark whether the attempt did.
 */
public interface Marks {

  /**
   * A mark.
   *
   * @param text by which the back end says what became of the attempt
   * @param output the output if it took effect, as JSON text
   */
  record Mark(String text, String output) {}

  /** Records the mark durably; it replaces an earlier one of this order. */
  void put(String idempotencyKey, String mark, String output);

  Optional<Mark> find(String idempotencyKey);
}
