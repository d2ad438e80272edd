package org.bailiwick.master.push;

import java.util.Optional;
import org.bailiwick.master.journal.JobRecord;

/** What a client is told of a task: a StreamResponse of A2A (A2A 1.0 section 4.3.3), as JSON. */
public interface TaskNews {

  /** The artifact of a step that is done; empty if its output was deleted. */
  Optional<String> artifact(JobRecord job, String stepId);

  /** The state of the task. */
  String status(JobRecord job);
}
