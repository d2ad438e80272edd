package org.bailiwick.system.domainnodes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How long the jobs of a node that ended, or stood still, waited for the other one: from that
 * moment until the next call of one of their agents, or their end.
 */
final class Standstills {

  /** What was sent before may arrive a moment later. */
  private static final Duration UNDER_WAY = Duration.ofMillis(200);

  private record Left(Set<String> jobs, Instant at) {}

  private final Books books;
  private final List<Left> all = new ArrayList<>();

  Standstills(Books books) {
    this.books = books;
  }

  /** These jobs have no node from now on. */
  void add(Set<String> jobs) {
    all.add(new Left(jobs, Instant.now()));
  }

  /** By these ends of jobs. */
  Times times(Map<String, Instant> ends) {
    Times times = new Times();
    for (Left left : all) {
      Instant after = left.at().plus(UNDER_WAY);
      List<String> jobs =
          left.jobs().stream()
              .filter(job -> ends.containsKey(job) && ends.get(job).isAfter(after))
              .toList();
      List<Optional<Instant>> calls = books.next(jobs, after).toList();
      for (int i = 0; i < jobs.size(); i++) {
        Instant end = ends.get(jobs.get(i));
        Instant next =
            Stream.concat(calls.get(i).stream(), Stream.of(end))
                .min(Instant::compareTo)
                .orElseThrow();
        times.add(Duration.between(left.at(), next));
      }
    }
    return times;
  }
}
