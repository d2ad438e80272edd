package org.bailiwick.master.runner;

import java.time.Instant;
import org.bailiwick.master.callout.AssetCaller;
import org.bailiwick.master.inventory.CallableAsset;
import org.bailiwick.master.journal.AttemptStart;

/** The outcome of releasing a step to an asset. */
sealed interface Release {

  /**
   * The step is released, and the attempt with its token is stored. If the asset has accepted the
   * attempt's work before, only the token is new.
   */
  record Granted(CallableAsset asset, AssetCaller caller, AttemptStart attempt, String token)
      implements Release {}

  /** The step may not be released, now or later. */
  record Denied(String reason) implements Release {}

  /** The order must not be repeated, and a person has said what work that was done has answered. */
  record Told(String person, String output) implements Release {}

  /** The order must not be repeated, and nobody finds out whether its work was done. */
  record Unknown() implements Release {}

  /** The slot's asset cannot take the step any more, but another one can; it gets a new slot. */
  record Again() implements Release {}

  /** People must decide first. Until then the step holds no slot, and nothing else waits for it. */
  record Waits(String approval, Instant until) implements Release {}

  /** The rows say that the job or step has ended. */
  record Dropped() implements Release {}
}
