package org.bailiwick.system.domainnodes;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * What all agents of a test were asked for. An agent does the work of an {@code Idempotency-Key}
 * when it gets the key for the first time, and repeats its answer afterwards; so a key has one
 * effect for each agent that got it.
 */
final class Books {

  /** One call. */
  record Received(String agent, String key, Instant at) {
    String job() {
      return key.substring(0, key.indexOf('/'));
    }
  }

  private final Queue<Received> received = new ConcurrentLinkedQueue<>();

  void enter(String agent, String key) {
    received.add(new Received(agent, key, Instant.now()));
  }

  /** The agents that did the work of each key: one, if no effect happened twice. */
  Map<String, Set<String>> effects() {
    return received.stream().collect(groupingBy(Received::key, mapping(Received::agent, toSet())));
  }

  int calls() {
    return received.size();
  }

  List<Received> of(String agent) {
    return received.stream().filter(call -> call.agent().equals(agent)).toList();
  }

  /** The first call for each of these jobs after this time. */
  Stream<Optional<Instant>> next(Collection<String> jobs, Instant after) {
    Map<String, List<Received>> byJob =
        received.stream()
            .filter(call -> call.at().isAfter(after) && jobs.contains(call.job()))
            .collect(groupingBy(Received::job));
    return jobs.stream()
        .map(
            job ->
                byJob.getOrDefault(job, List.of()).stream()
                    .map(Received::at)
                    .min(Instant::compareTo));
  }
}
