package org.bailiwick.master.runner;

import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.journal.AttemptStart;

/** The outcome of releasing a step to an agent. */
sealed interface Release {

  /** The step is released, and its attempt is stored. */
  record Granted(KnownAgent agent, AttemptStart attempt, String token) implements Release {}

  /** The step may not be released, now or later. */
  record Denied(String reason) implements Release {}

  /** The slot's agent cannot take the step any more, but another one can; it gets a new slot. */
  record Again() implements Release {}

  /** The job or step has ended meanwhile. */
  record Dropped() implements Release {}
}
