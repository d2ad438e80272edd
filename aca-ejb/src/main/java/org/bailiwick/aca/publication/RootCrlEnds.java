package org.bailiwick.aca.publication;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.crl.PublishedCrl;

/**
 * The expiry of the roots' CRLs. Only a ceremony can sign new ones, and when one has expired,
 * domain nodes refuse all peers; so operators are warned well before.
 */
@Singleton
public final class RootCrlEnds {

  /** Long enough to bring the root's token and two officers together. */
  private static final Duration NOTICE = Duration.ofDays(30);

  private final Authorities authorities;
  private final CeremonyFolder ceremony;
  private final Clock clock;

  @Inject
  RootCrlEnds(Authorities authorities, AcaSettings settings, @ForAca Clock clock) {
    this.authorities = authorities;
    this.ceremony = CeremonyFolder.read(settings.folders().ceremony());
    this.clock = clock;
  }

  /** The state of a root's CRL. */
  public enum State {
    IN_FORCE,
    ENDS_SOON,
    OVER,
    MISSING
  }

  /** The state of a root's CRL, and its expiry unless it is missing. */
  public record End(State state, Optional<Instant> at) {}

  /** The CRLs by the labels of their roots. */
  public Map<String, End> all() {
    Map<String, End> ends = new TreeMap<>();
    authorities.roots().all().keySet().forEach(root -> ends.put(root, end(root)));
    return ends;
  }

  private End end(String root) {
    Optional<Instant> end = ceremony.rootCrl(root).map(PublishedCrl::nextUpdate);
    return new End(end.map(this::state).orElse(State.MISSING), end);
  }

  private State state(Instant end) {
    Instant now = clock.instant();
    if (!now.isBefore(end)) {
      return State.OVER;
    }
    return end.isAfter(now.plus(NOTICE)) ? State.IN_FORCE : State.ENDS_SOON;
  }

  /** Seconds until the first of them expires; 0 when one has expired or is missing. */
  public long secondsLeft() {
    Instant now = clock.instant();
    return all().values().stream()
        .map(end -> end.at().orElse(now))
        .mapToLong(end -> Math.max(0, Duration.between(now, end).toSeconds()))
        .min()
        .orElse(0);
  }
}
