package org.bailiwick.broker.backend;

import java.time.Duration;

/** What came of a call. Reasons are codes in kebab case, never text of the back end. */
public sealed interface BackEndAnswer {

  /** The work is done; the output is JSON text. */
  record Done(String output) implements BackEndAnswer {}

  /** The back end, or a rule of the asset file, refused the call; a repetition does not help. */
  record Refused(String reason) implements BackEndAnswer {
    public Refused {
      ReasonCode.require(reason);
    }
  }

  /** Nothing was done, and a later repetition may succeed. */
  record Busy(String reason, Duration after) implements BackEndAnswer {
    public Busy {
      ReasonCode.require(reason);
    }
  }

  /** The work may be done or not. */
  record Unsure(String reason) implements BackEndAnswer {
    public Unsure {
      ReasonCode.require(reason);
    }
  }
}
