package org.bailiwick.master.authorization;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.personsession.PersonSettings;

/**
 * Collects what the rights of people depend on, which is less than the other classes do: the
 * workflow runner needs the rights, and the ends of tokens need the runner.
 */
@Dependent
class RightsCollaborators {
  @Inject PeopleClients clients;
  @Inject IdentityProviders providers;
  @Inject PersonSessions sessions;
  @Inject PersonSettings settings;
  @Inject Clock clock;

  PersonRights rights() {
    return new PersonRights(clients, providers, sessions, settings.statusAge(), clock);
  }
}
