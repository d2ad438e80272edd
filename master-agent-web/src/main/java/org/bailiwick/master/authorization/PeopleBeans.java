package org.bailiwick.master.authorization;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.clientauth.ClientAuthentication;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.persongrant.PersonGrant;
import org.bailiwick.master.persongrant.PersonRevocation;
import org.bailiwick.master.persongrant.PersonTokens;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.personsession.PersonSettings;
import org.bailiwick.master.personsession.ProviderTokenCipher;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the objects for people and their clients, one of each class. */
@ApplicationScoped
class PeopleBeans {

  @Produces
  @Singleton
  PersonSettings settings() {
    Settings settings = Settings.fromConfig();
    PersonSettings read = PersonSettings.read(settings);
    settings.done();
    return read;
  }

  @Produces
  @Singleton
  PeopleClients clients(PersonSettings settings, Clock clock) {
    return new PeopleClients(settings.clientsFolder(), clock);
  }

  @Produces
  @Singleton
  IdentityProviders providers(PersonSettings settings, Clock clock) {
    return new IdentityProviders(settings.providersFolder(), clock);
  }

  @Produces
  @Singleton
  ProviderTokenCipher cipher(PersonSettings settings) {
    return new ProviderTokenCipher(settings.keyFile());
  }

  @Produces
  @Singleton
  PersonSessions sessions(Store store, GroupWriter writer, Clock clock) {
    return new PersonSessions(store, writer, clock);
  }

  @Produces
  @Singleton
  PersonRights rights(RightsCollaborators needs) {
    return needs.rights();
  }

  @Produces
  @Singleton
  AuthorizationRequests requests(GroupWriter writer, Clock clock) {
    return new AuthorizationRequests(writer, clock);
  }

  @Produces
  @Singleton
  PersonChecks checks(PeopleCollaborators needs) {
    return needs.checks();
  }

  @Produces
  @Singleton
  PersonGrant grant(PeopleCollaborators needs, PersonChecks checks, TokenSettings settings) {
    return new PersonGrant(
        needs.grantParts(checks),
        new PersonTokens(needs.tokenParts(), settings.accessTokenLifetime()),
        settings.tokenEndpoint());
  }

  @Produces
  @Singleton
  PersonRevocation revocation(PeopleCollaborators needs) {
    return needs.revocation();
  }

  @Produces
  @Singleton
  PushedRequestEndpoint pushed(
      PeopleCollaborators needs,
      AuthorizationRequests requests,
      ClientAuthentication authentication,
      TokenSettings settings) {
    return new PushedRequestEndpoint(
        requests,
        needs.clients,
        needs.providers,
        needs.proofs,
        authentication.attestation(),
        needs.writer,
        settings);
  }

  @Produces
  @Singleton
  SignInEndpoint signIn(
      PeopleCollaborators needs,
      AuthorizationRequests requests,
      TokenSettings settings,
      PersonSettings bounds) {
    return new SignInEndpoint(requests, needs.signInParts(), settings, bounds.sessionLifetime());
  }

  @Produces
  @Singleton
  PeopleUpkeep upkeep(
      AuthorizationRequests requests, PersonSessions sessions, PersonChecks checks) {
    return new PeopleUpkeep(requests, sessions, checks);
  }
}
