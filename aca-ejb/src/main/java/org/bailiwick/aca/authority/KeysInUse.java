package org.bailiwick.aca.authority;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every key that this node needs in its token now, by its label. */
public record KeysInUse(Authorities authorities, KeySuccessions successions, Clock clock) {

  public Set<String> labels() {
    Instant now = clock.instant();
    Set<String> labels = new TreeSet<>(successions.audit().needed(now));
    labels.addAll(successions.ocsp().needed(now));
    labels.addAll(successions.events().needed(now));
    labels.addAll(successions.wit().needed(now));
    Stream.concat(
            authorities.all().stream().filter(issuer -> !issuer.isRetired()),
            Stream.of(authorities.issuing(), authorities.operators())) // in use even if retired
        .forEach(issuer -> labels.add(issuer.id()));
    return labels;
  }
}
