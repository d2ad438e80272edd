package org.bailiwick.master.runner;

import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.journal.AttemptStart;

/** Whether a step may be handed to an agent now. */
sealed interface Release {

  /** Yes; the attempt is written. */
  record Granted(KnownAgent agent, AttemptStart attempt, String token) implements Release {}

  /** No, and asking again would not help. */
  record Denied(String reason) implements Release {}

  /** The job or step has ended meanwhile. */
  record Dropped() implements Release {}
}
