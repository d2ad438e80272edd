package org.bailiwick.client.work;

import java.util.Optional;

/** A log of the requests that an agent's server refuses. */
@FunctionalInterface
public interface RefusalLog {
  /**
   * Logs a refusal.
   *
   * @param line kind and check as {@code name=value}, without secrets
   * @param fault the failure of the agent, if the caller did not cause the refusal
   */
  void refused(String line, Optional<Throwable> fault);

  /** Logs refusals to the platform's logger. */
  static RefusalLog ofThePlatform() {
    System.Logger log = System.getLogger(RefusalLog.class.getName());
    return (line, fault) ->
        log.log(
            fault.isPresent() ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
            line,
            fault.orElse(null));
  }
}
