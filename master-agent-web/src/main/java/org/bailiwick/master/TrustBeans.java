package org.bailiwick.master;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.SnapshotFollower;
import org.bailiwick.master.upkeep.RevocationNews;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.feed.CrlSettings;
import org.bailiwick.node.feed.FeedSettings;
import org.bailiwick.node.feed.PartnerRevocations;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.trust.DomainTrustSettings;
import org.bailiwick.node.trust.PartnerDirectory;

/** Whom this node trusts, what is revoked, and how it reaches others. */
@ApplicationScoped
class TrustBeans {

  private static final List<String> ISSUING_CAS = List.of("issuing-1");
  private static final String STREAM = "master";

  @Produces
  @Singleton
  @Typed(DomainTrust.class)
  DomainTrust trust(MasterSettings settings, Clock clock) {
    MasterSettings.Authority authority = settings.authority();
    try {
      return new DomainTrust(
          new DomainTrustSettings(
              settings.trustDomain(),
              authority.baseUrl(),
              authority.plainBaseUrl(),
              authority.rootFingerprint(),
              authority.operatorCa(),
              ISSUING_CAS,
              authority.cache()),
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException("the operator CA's certificate cannot be read", e);
    }
  }

  /** For what partners' descriptions name: an operator wrote those addresses. */
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
    };
  }

  @Produces
  @Singleton
  @Typed(CrlRevocations.class)
  CrlRevocations ownRevocations(MasterSettings settings, DomainTrust trust, Clock clock) {
    return new CrlRevocations(trust::issuers, crlSettings(settings), clock);
  }

  @Produces
  @Singleton
  @Typed(PartnerRevocations.class)
  PartnerRevocations partnerRevocations(
      MasterSettings settings, PartnerDirectory partners, GuardedFetch fetch, Clock clock) {
    return new PartnerRevocations(partners, fetch, crlSettings(settings), clock);
  }

  @Produces
  @Singleton
  RevocationView revocations(CrlRevocations own, PartnerRevocations foreign) {
    return RevocationView.of(own, foreign);
  }

  /** To nodes and agents of the own domain; a server whose certificate is revoked gets nothing. */
  @Produces
  @Singleton
  NodeHttp http(MasterSettings settings, DomainTrust trust) {
    return new NodeHttp(NodeHttpSettings.of(settings.authority().tlsFolder()), trust::tlsAnchors);
  }

  @Produces
  @Singleton
  AgentCaller caller(MasterSettings settings, DomainTrust trust, CrlRevocations revocations) {
    return new AgentCaller(
        new NodeHttp(
            NodeHttpSettings.of(settings.authority().tlsFolder()),
            trust::tlsAnchors,
            new NotRevoked(trust, revocations)));
  }

  @Produces
  @Singleton
  SnapshotFollower follower(AgentInventory inventory, NodeHttp http, MasterSettings settings) {
    URI registry = settings.registryUrl();
    return new SnapshotFollower(inventory, http, registry, settings.node());
  }

  @Produces
  @Singleton
  AuthorityFeed feed(MasterSettings settings, NodeHttp http, RevocationNews news, Clock clock) {
    return new AuthorityFeed(
        FeedSettings.of(settings.authority().baseUrl(), settings.authorityNode(), STREAM),
        http,
        news,
        clock);
  }

  private static CrlSettings crlSettings(MasterSettings settings) {
    MasterSettings.Authority authority = settings.authority();
    return new CrlSettings(
        authority.plainBaseUrl(),
        authority.crlRefresh(),
        authority.maxStatusAge(),
        authority.cache());
  }
}
