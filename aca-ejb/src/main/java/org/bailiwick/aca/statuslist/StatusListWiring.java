package org.bailiwick.aca.statuslist;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.meter.DomainTag;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.wit.WitSigner;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.statuslist.StatusListPublisher;
import org.bailiwick.node.statuslist.StatusListPublisher.Terms;
import org.bailiwick.node.statuslist.StatusPlaces;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Produces the places of tokens in status lists, and the lists. */
@ApplicationScoped
class StatusListWiring {

  /** VALID, INVALID and SUSPENDED need two bits. */
  private static final int BITS = 2;

  /** While the HSM is away, a list counts as long as what nodes know of revocations by default. */
  private static final Duration VALIDITY = Duration.ofMinutes(5);

  private static final long SHORTEST_LIFE = 1;

  /** Seconds; readers look again long before a list ends. */
  private static final long LONGEST_LIFE = VALIDITY.toSeconds() / 2;

  @Inject private AcaSettings settings;
  @Inject private Meter meter;
  @Inject private MetricRegistry metrics;
  @Inject @ForAca private Clock clock;

  @Produces
  @Singleton
  @ForAca
  StatusPlaces places(@ForAca GroupWriter writer) {
    StatusPlaces places = new StatusPlaces(writer, clock);
    metrics.gauge("aca_status_list_places_given", places::given, DomainTag.with());
    return places;
  }

  @Produces
  @Singleton
  @ForAca
  StatusListPublisher lists(LedgerReader reader, WitSigner keys, @ForAca AuditHeads heads) {
    long caching = settings.status().httpCaching().toSeconds();
    StatusListPublisher lists =
        new StatusListPublisher(
            reader::read,
            new WitStatuses(),
            new Terms(
                settings.baseUrl().toString(),
                BITS,
                Duration.ofSeconds(Math.clamp(caching, SHORTEST_LIFE, LONGEST_LIFE)),
                VALIDITY),
            claims -> meter.measure("status_list", clock, () -> signed(keys, heads, claims)),
            clock);
    metrics.gauge("aca_status_lists", lists::lists, DomainTag.with());
    metrics.gauge("aca_status_list_entries_not_valid", lists::notValid, DomainTag.with());
    return lists;
  }

  /** By the key in service for tokens, so that their readers have the key of the list. */
  static String signed(WitSigner keys, AuditHeads heads, JsonObject claims) {
    heads.requireComplete();
    return keys.inService()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.SIGNER_UNAVAILABLE,
                    "wit-key-missing",
                    "This authority has no key for Workload Identity Tokens."))
        .signer()
        .sign(StatusListPublisher.TYPE, claims);
  }
}
