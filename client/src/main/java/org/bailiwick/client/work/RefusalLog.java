package org.bailiwick.client.work;

import java.util.Optional;

/** The log of refusals of an agent's server. */
@FunctionalInterface
public interface RefusalLog {
  /**
   * One refusal.
   *
   * @param line kind and check as {@code name=value}, without anything secret
   * @param fault what went wrong here, if it was not the caller
   */
  void refused(String line, Optional<Throwable> fault);

  /** The platform's own log. */
  static RefusalLog ofThePlatform() {
    System.Logger log = System.getLogger(RefusalLog.class.getName());
    return (line, fault) ->
        log.log(
            fault.isPresent() ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
            line,
            fault.orElse(null));
  }
}
