package org.bailiwick.master.outbox;

import java.util.Optional;

/** Undoes what a job has done that did not come to its end. It is harmless to ask for it twice. */
@FunctionalInterface
public interface JobCompensation {

  /**
   * Has the finished steps of the job undone, as far as anything undoes them.
   *
   * @return a code of the reason for which it has to be tried again; empty when it is under way
   */
  Optional<String> undo(String jobId);
}
