package org.bailiwick.master.runner;

/** Told after a change of a job is durable; must return at once. */
@FunctionalInterface
public interface JobListener {

  void changed(String jobId);
}
