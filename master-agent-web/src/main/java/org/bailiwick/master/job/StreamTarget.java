package org.bailiwick.master.job;

import java.io.Closeable;
import java.util.function.Supplier;
import org.bailiwick.master.journal.JobRecord;

/** The client's end of a stream. It is closed when the job ends, or the reader's right does. */
public interface StreamTarget extends Closeable {

  /**
   * Tells the client what is new of the job, or shows that the stream lives if nothing is. It
   * returns when the client has it, so that the order is kept.
   *
   * @param view the JSON of the job, made once for all streams to it
   * @return false if the client needs no more, or is gone
   */
  boolean send(JobRecord job, Supplier<String> view);
}
