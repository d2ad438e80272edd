package org.bailiwick.master.a2a;

import java.util.function.Supplier;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.StreamReader;

/**
 * An authenticated request.
 *
 * @param again looks at the same credentials again, while the request lasts
 */
record Asking(Caller caller, Supplier<Caller> again) {

  /** The reader of a stream, whose right is asked for before each event. */
  StreamReader reader(JobControl control) {
    return new StreamReader(caller.name(), job -> control.requireRead(again.get(), job));
  }
}
