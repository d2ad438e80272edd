package org.bailiwick.system.master;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.bailiwick.system.Component;

/** The jobs that the Master Agent is executing. */
public final class RunningJobs {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private RunningJobs() {}

  /** Waits until there is none, because a later test compares the rows before and after. */
  public static void awaitEnds() {
    await("no job is running")
        .atMost(PATIENCE)
        .until(
            () ->
                Component.MASTER
                    .column("select job_id from job where state = 'running'")
                    .isEmpty());
  }
}
