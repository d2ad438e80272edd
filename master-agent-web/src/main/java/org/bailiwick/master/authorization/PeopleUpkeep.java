package org.bailiwick.master.authorization;

import java.time.Instant;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.personsession.PersonSessions;

/** The work about people that no request asks for. */
public final class PeopleUpkeep {

  private final AuthorizationRequests requests;
  private final PersonSessions sessions;
  private final PersonChecks checks;

  PeopleUpkeep(AuthorizationRequests requests, PersonSessions sessions, PersonChecks checks) {
    this.requests = requests;
    this.sessions = sessions;
    this.checks = checks;
  }

  /** Asks identity providers about the people who have work done. */
  public void check() {
    checks.run();
  }

  /**
   * Deletes what is over.
   *
   * @param now the earliest possible time
   */
  public void forget(Instant now) {
    requests.forget(now);
    sessions.forget(now);
    checks.forget(now);
  }
}
