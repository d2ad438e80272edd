package org.bailiwick.master.job;

import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.function.Supplier;
import org.bailiwick.master.journal.JobRecord;

/** What the client of one event stream is told of a job. */
@FunctionalInterface
public interface JobEvents {

  /**
   * The next event, or a comment if the client has everything. It is asked for when the job may
   * have changed, and every few seconds.
   *
   * @param view reads the JSON of the job with its results
   */
  OutboundSseEvent next(JobRecord job, Supplier<String> view);
}
