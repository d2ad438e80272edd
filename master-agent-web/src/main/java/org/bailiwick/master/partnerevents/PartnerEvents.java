package org.bailiwick.master.partnerevents;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.bailiwick.master.risk.PartnerRisks;
import org.bailiwick.master.tokenends.PrincipalEnds;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.principalevents.EventPoll;
import org.bailiwick.node.principalevents.PrincipalEvent;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/** Polls the event streams that partners' descriptions name, as long as they name them. */
public final class PartnerEvents {

  /** What follows from an event: a risk is stored first, since tokens may be ended after it. */
  public record Follow(PrincipalEnds ends, PartnerRisks risks) {}

  private final PartnerDirectory partners;
  private final GuardedFetch fetch;
  private final Lease leases;
  private final Follow follow;
  private final GroupWriter writer;
  private final Executor executor;
  private final Clock clock;
  private final Map<AuthorizationServer, FollowedStream> streams = new ConcurrentHashMap<>();

  public PartnerEvents(
      PartnerDirectory partners,
      GuardedFetch fetch,
      Lease leases,
      Follow follow,
      GroupWriter writer,
      Executor executor,
      Clock clock) {
    this.partners = partners;
    this.fetch = fetch;
    this.leases = leases;
    this.follow = follow;
    this.writer = writer;
    this.executor = executor;
    this.clock = clock;
  }

  /** Begins the polls whose time has come; a timer calls it. */
  public void run() {
    Set<AuthorizationServer> described =
        partners.partners().stream()
            .flatMap(partner -> partner.authorizationServers().stream())
            .filter(server -> server.events().isPresent())
            .collect(Collectors.toSet());
    streams.keySet().retainAll(described);
    described.forEach(server -> streams.computeIfAbsent(server, this::stream).begin(executor));
  }

  /** The faults of streams that could not be polled, by issuer, at this node. */
  public Map<String, String> faults() {
    Map<String, String> faults = new TreeMap<>();
    streams.forEach(
        (server, stream) -> stream.fault().ifPresent(why -> faults.put(server.issuer(), why)));
    return faults;
  }

  private FollowedStream stream(AuthorizationServer server) {
    EventPoll poll = new EventPoll(server, partners.keys(server), fetch, clock);
    return new FollowedStream(server.issuer(), poll, listener(server), leases, clock);
  }

  /** The partner that describes the server now; empty when its description has gone meanwhile. */
  private Optional<Partner> partnerOf(AuthorizationServer server) {
    return partners.partners().stream()
        .filter(partner -> partner.authorizationServers().contains(server))
        .findFirst();
  }

  private EventPoll.Listener listener(AuthorizationServer server) {
    return new EventPoll.Listener() {
      @Override
      public void told(PrincipalEvent event) {
        partnerOf(server).ifPresent(partner -> follow.risks().report(event, partner));
        if (event.ends()) {
          follow.ends().end(event);
        }
      }

      @Override
      public void refused(String id, String check) {
        writer.recordRefusal(
            AuditEntry.of("partner-event.refused", Outcome.DENIED, check, server.issuer()));
      }
    };
  }
}
