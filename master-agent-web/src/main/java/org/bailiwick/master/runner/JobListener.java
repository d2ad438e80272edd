package org.bailiwick.master.runner;

/** Is called after a change of a job is durable, and must return at once. */
@FunctionalInterface
public interface JobListener {

  void changed(String jobId);
}
