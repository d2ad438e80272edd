package org.bailiwick.master.authorization;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.persongrant.PersonGrant;
import org.bailiwick.master.persongrant.PersonRevocation;
import org.bailiwick.master.persongrant.PersonTokens;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.personsession.PersonSettings;
import org.bailiwick.master.personsession.ProviderTokenCipher;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.GroupWriter;

/** Collects the collaborators of the classes for people's sign-ins and tokens. */
@Dependent
class PeopleCollaborators {
  @Inject PeopleClients clients;
  @Inject IdentityProviders providers;
  @Inject PersonRights rights;
  @Inject PersonSessions sessions;
  @Inject ProviderTokenCipher cipher;
  @Inject PersonSettings settings;
  @Inject DpopProofs proofs;
  @Inject OwnTokens tokens;
  @Inject TokenLedger ledger;
  @Inject TokenRevoker revoker;
  @Inject Lease leases;
  @Inject Gate gate;
  @Inject GroupWriter writer;
  @Inject Clock clock;

  PersonChecks checks() {
    return new PersonChecks(
        new PersonChecks.Parts(sessions, providers, cipher, revoker, ledger, leases, writer, clock),
        settings.checkInterval());
  }

  PersonGrant.Parts grantParts(PersonChecks checks) {
    return new PersonGrant.Parts(clients, sessions, checks, proofs, ledger, revoker, clock);
  }

  PersonTokens.Parts tokenParts() {
    return new PersonTokens.Parts(rights, sessions, tokens, ledger, gate, writer, clock);
  }

  PersonRevocation revocation() {
    return new PersonRevocation(clients, sessions, ledger, revoker, gate, writer);
  }

  SignInEndpoint.Parts signInParts() {
    return new SignInEndpoint.Parts(
        clients, providers, rights, sessions, cipher, gate, writer, clock);
  }
}
