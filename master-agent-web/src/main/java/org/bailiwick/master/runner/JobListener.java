package org.bailiwick.master.runner;

/** Learns of a change of a job when the change is durable. The method must return at once. */
@FunctionalInterface
public interface JobListener {

  void changed(String jobId);
}
