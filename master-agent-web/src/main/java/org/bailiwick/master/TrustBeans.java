package org.bailiwick.master;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.RegistryFollower;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.ownerrights.OwnerRights;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.master.parties.OwnAgentRights;
import org.bailiwick.master.parties.OwnCallerRights;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.planning.PlannedRights;
import org.bailiwick.master.upkeep.RevocationNews;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.feed.PartnerRevocations;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.trust.PartnerDirectory;

/** Produces the trust anchors, the revocation views, and the clients for other nodes and agents. */
@ApplicationScoped
class TrustBeans {

  private static final String STREAM = "master";

  @Produces
  @Singleton
  AuthorityConnection authority(MasterSettings settings, Clock clock) {
    return new AuthorityConnection(settings.component().authority(), clock);
  }

  @Produces
  @Singleton
  @Typed(DomainTrust.class)
  DomainTrust trust(AuthorityConnection authority) {
    return authority.trust();
  }

  /** Fetches documents of partners, from public addresses only. */
  @Produces
  @Singleton
  GuardedFetch fetch() {
    return new GuardedFetch(FetchSettings.of(Set.of()));
  }

  @Produces
  @Singleton
  @Typed(PartnerDirectory.class)
  PartnerDirectory partners(MasterSettings settings, GuardedFetch fetch, Clock clock) {
    return new PartnerDirectory(settings.partnersFolder(), settings.trustDomain(), fetch, clock);
  }

  @Produces
  @Singleton
  TrustAnchors anchors(DomainTrust trust, PartnerDirectory partners) {
    return new TrustAnchors() {
      @Override
      public List<Anchor> anchors() {
        List<Anchor> all = new ArrayList<>(trust.anchors());
        all.addAll(partners.anchors());
        return all;
      }

      @Override
      public List<X509Certificate> intermediates() {
        return trust.intermediates();
      }

      @Override
      public Optional<Duration> readSoon(TrustDomain domain) {
        return trust.readSoon(domain);
      }
    };
  }

  @Produces
  @Singleton
  @Typed(CrlRevocations.class)
  CrlRevocations ownRevocations(AuthorityConnection authority) {
    return authority.revocations();
  }

  @Produces
  @Singleton
  @Typed(PartnerRevocations.class)
  PartnerRevocations partnerRevocations(
      AuthorityConnection authority, PartnerDirectory partners, GuardedFetch fetch, Clock clock) {
    return new PartnerRevocations(partners, fetch, authority.crlSettings(), clock);
  }

  @Produces
  @Singleton
  RevocationView revocations(CrlRevocations own, PartnerRevocations foreign) {
    return RevocationView.of(own, foreign);
  }

  @Produces
  @Singleton
  OwnCallers ownCallers(MasterSettings settings, Clock clock) {
    return new OwnCallers(settings.callersFolder(), settings.trustDomain(), clock);
  }

  @Produces
  @Singleton
  OwnerRights ownerRights(MasterSettings settings, Clock clock) {
    return new OwnerRights(settings.ownersFolder(), clock);
  }

  @Produces
  @Singleton
  OwnAgentRights ownAgentRights(
      OwnCallers callers, OwnerRights owners, AgentInventory inventory, Clock clock) {
    return new OwnAgentRights(callers, owners, inventory, clock);
  }

  @Produces
  @Singleton
  Attesters attesters(MasterSettings settings, GuardedFetch fetch, Clock clock) {
    Settings config = Settings.fromConfig();
    Optional<Path> folder = config.findPath(Attesters.FOLDER);
    config.done();
    return new Attesters(folder, settings.trustDomain(), fetch, clock);
  }

  @Produces
  @Singleton
  OwnCallerRights ownCallerRights(OwnAgentRights agents, OwnCallers callers, Clock clock) {
    return new OwnCallerRights(agents, callers, clock);
  }

  @Produces
  @Singleton
  PartnerRights partnerRights(
      PartnerDirectory partners,
      OwnCallerRights ownCallers,
      PersonRights people,
      Attesters attesters) {
    return new PartnerRights(partners, ownCallers, people, attesters);
  }

  @Produces
  @Singleton
  CredentialStates credentialStates(
      TrustAnchors anchors,
      RevocationView revocations,
      CrlRevocations own,
      PartnerRevocations foreign) {
    return new CredentialStates(anchors, revocations, own::stateOf, foreign::stateOf);
  }

  @Produces
  @Singleton
  CallerStatus callerStatus(
      PartnerRights partners, CredentialStates credentials, Accounts accounts) {
    return new CallerStatus(partners, credentials, accounts);
  }

  @Produces
  @Singleton
  RecordedCallers recordedCallers(
      PartnerRights partners,
      CredentialStates credentials,
      Accounts accounts,
      Provider<JobJournal> journal) {
    return new RecordedCallers(partners, credentials, accounts, new PlannedRights(journal::get));
  }

  @Produces
  @Singleton
  NodeHttp http(AuthorityConnection authority) {
    return authority.http();
  }

  /** Calls agents of this domain, except agents whose certificate is revoked. */
  @Produces
  @Singleton
  AgentCaller caller(AuthorityConnection authority, MasterSettings settings) {
    return new AgentCaller(
        authority.toAgents(
            new NotRevoked(authority.trust(), authority.revocations()), settings.agentAddresses()),
        settings.limits().jobs().memory().stored());
  }

  @Produces
  @Singleton
  RegistryFollower follower(AgentInventory inventory, NodeHttp http, MasterSettings settings) {
    URI registry = settings.registryUrl();
    return new RegistryFollower(inventory, http, registry, settings.node());
  }

  @Produces
  @Singleton
  AuthorityFeed feed(AuthorityConnection authority, RevocationNews news) {
    return authority.feed(STREAM, news);
  }
}
