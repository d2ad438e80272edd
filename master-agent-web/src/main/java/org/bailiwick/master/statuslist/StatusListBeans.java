package org.bailiwick.master.statuslist;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.statuslist.StatusListPublisher;
import org.bailiwick.node.statuslist.StatusListPublisher.Terms;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Timer;

/** Produces the status lists. */
@ApplicationScoped
class StatusListBeans {

  /** VALID and INVALID need one bit. */
  private static final int BITS = 1;

  /** As long as a CRL of the authority may be cached by default. */
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

  /** While the HSM is away, a list counts as long as what nodes know of revocations by default. */
  private static final Duration VALIDITY = Duration.ofMinutes(5);

  @Produces
  @Singleton
  StatusListPublisher lists(Store store, OwnTokens tokens, MetricRegistry metrics, Clock clock) {
    Timer signing = metrics.timer("master_status_list_time");
    StatusListPublisher lists =
        new StatusListPublisher(
            store::read,
            new EndedTokens(),
            new Terms(tokens.issuer(), BITS, TIME_TO_LIVE, VALIDITY),
            claims -> signed(tokens, claims, signing, clock),
            clock);
    metrics.gauge("master_status_lists", lists::lists);
    metrics.gauge("master_status_list_entries_not_valid", lists::notValid);
    return lists;
  }

  private static String signed(OwnTokens tokens, JsonObject claims, Timer signing, Clock clock) {
    Instant begun = clock.instant();
    String compact = tokens.sign(StatusListPublisher.TYPE, claims);
    signing.update(Duration.between(begun, clock.instant()));
    return compact;
  }
}
