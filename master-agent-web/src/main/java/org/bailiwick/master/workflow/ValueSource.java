package org.bailiwick.master.workflow;

/** Where a member of a step's input comes from. */
public sealed interface ValueSource {

  /** The place in the value. */
  Pointer pointer();

  /** The result of an earlier step. */
  record OfStep(String step, Pointer pointer) implements ValueSource {}

  /** The item of the array over which the step is repeated. */
  record OfItem(Pointer pointer) implements ValueSource {}

  /**
   * The input of the job. A checked plan has no such source any more: the value is a part of the
   * step's own input then, since it is known.
   */
  record OfInput(Pointer pointer) implements ValueSource {}
}
