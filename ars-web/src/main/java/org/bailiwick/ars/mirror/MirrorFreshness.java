package org.bailiwick.ars.mirror;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * Tells of which domains enough is known to show their agents. How old a partner's knowledge is
 * follows from the time that the partner signed; from then on it is measured by elapsed time, so
 * that no change of the clock prolongs it.
 */
public final class MirrorFreshness {

  /** A partner's clock may be ahead of ours by so much. */
  public static final Duration SKEW = Duration.ofSeconds(30);

  private static final long READ_AGAIN = Duration.ofMillis(500).toNanos();

  /**
   * A domain at present.
   *
   * @param state how far it was read
   * @param closed why its agents are not shown; empty if they are
   */
  public record Domain(Agreement agreement, MirrorState state, Optional<String> closed) {}

  private record Seen(MirrorState state, long ageAtSight, long seenAt) {}

  private final RegistryAgreements agreements;
  private final Supplier<Map<String, MirrorState>> states;
  private final Clock clock;
  private final LongSupplier nanos;
  private Map<String, Seen> seen = Map.of();
  private long readAt;
  private boolean isRead;

  /**
   * @param states what is stored of each domain
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  public MirrorFreshness(
      RegistryAgreements agreements,
      Supplier<Map<String, MirrorState>> states,
      Clock clock,
      LongSupplier nanos) {
    this.agreements = agreements;
    this.states = states;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** The domains from which agents are taken over, by agreement, in the order of their names. */
  public synchronized Map<TrustDomain, Domain> domains() {
    read();
    Map<TrustDomain, Domain> domains = new LinkedHashMap<>();
    for (Agreement agreement : agreements.all()) {
      agreement
          .imports()
          .ifPresent(terms -> domains.put(agreement.domain(), domain(agreement, terms)));
    }
    return domains;
  }

  /** This domain, if an agreement takes its agents over. */
  public Optional<Domain> find(TrustDomain domain) {
    return Optional.ofNullable(domains().get(domain));
  }

  /** Reads what is stored before the next answer, because it has just changed. */
  public synchronized void changed() {
    isRead = false;
  }

  private void read() {
    long now = nanos.getAsLong();
    if (isRead && now - readAt < READ_AGAIN) {
      return;
    }
    Map<String, Seen> next = new HashMap<>();
    states
        .get()
        .forEach(
            (domain, state) -> {
              Seen before = seen.get(domain);
              next.put(
                  domain,
                  before != null && before.state().asOf().equals(state.asOf())
                      ? new Seen(state, before.ageAtSight(), before.seenAt())
                      : new Seen(state, age(state.asOf()), now));
            });
    seen = next;
    readAt = now;
    isRead = true;
  }

  /** A time ahead of ours by more than clocks may differ is no age at all. */
  private long age(Instant asOf) {
    Duration age = Duration.between(asOf, clock.instant());
    if (age.compareTo(SKEW.negated()) < 0 || age.compareTo(Duration.ofDays(365)) > 0) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, age.toNanos());
  }

  private Domain domain(Agreement agreement, Agreement.Imports terms) {
    Seen known = seen.get(agreement.domain().name());
    if (known == null) {
      return new Domain(
          agreement, MirrorState.none(agreement.domain().name()), Optional.of("never-read"));
    }
    return new Domain(agreement, known.state(), closed(known, terms));
  }

  private Optional<String> closed(Seen known, Agreement.Imports terms) {
    if (!known.state().complete()) {
      return Optional.of("incomplete");
    }
    long bound = terms.freshness().toNanos();
    boolean old =
        known.ageAtSight() >= bound
            || nanos.getAsLong() - known.seenAt() >= bound - known.ageAtSight();
    return old ? Optional.of("not-heard") : Optional.empty();
  }
}
