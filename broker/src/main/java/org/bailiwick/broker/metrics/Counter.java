package org.bailiwick.broker.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter with labels. Beyond the bound, further series share the one labelled {@code others}.
 */
final class Counter {
  private static final int MOST_SERIES = 2000;
  private static final String OTHERS = "others";

  private final String name;
  private final String help;
  private final List<String> labels;
  private final ConcurrentSkipListMap<List<String>, LongAdder> series =
      new ConcurrentSkipListMap<>(Counter::compare);

  /**
   * @param labels names of the labels
   */
  Counter(String name, String help, String... labels) {
    this.name = name;
    this.help = help;
    this.labels = List.of(labels);
  }

  private static int compare(List<String> one, List<String> other) {
    return String.join("\n", one).compareTo(String.join("\n", other));
  }

  /** Counts one for these values of the labels. */
  void count(String... values) {
    List<String> key = List.of(values);
    if (!series.containsKey(key) && series.size() >= MOST_SERIES) {
      key = Collections.nCopies(labels.size(), OTHERS);
    }
    series.computeIfAbsent(key, each -> new LongAdder()).increment();
  }

  void write(MetricText text) {
    text.family(name, "counter", help);
    series.forEach((values, count) -> text.series(name, named(values), (double) count.sum()));
  }

  private List<String> named(List<String> values) {
    List<String> both = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      both.add(labels.get(i));
      both.add(values.get(i));
    }
    return both;
  }
}
