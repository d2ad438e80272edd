package org.bailiwick.master.slots;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Queues that take turns. A queue that was passed over keeps its place before those served. */
final class Turns<K, V> {

  private final Map<K, V> queues = new LinkedHashMap<>();
  private final Supplier<V> newQueue;
  private final Predicate<V> isEmpty;

  Turns(Supplier<V> newQueue, Predicate<V> isEmpty) {
    this.newQueue = newQueue;
    this.isEmpty = isEmpty;
  }

  boolean isEmpty() {
    return queues.isEmpty();
  }

  /** The queue with this key. A new one has the last place. */
  V queue(K key) {
    return queues.computeIfAbsent(key, made -> newQueue.get());
  }

  /** The answer of the first queue that gives one. That queue then has the last place. */
  <R> Optional<R> first(BiFunction<K, V, Optional<R>> question) {
    for (Map.Entry<K, V> each : queues.entrySet()) {
      K key = each.getKey();
      V queue = each.getValue();
      Optional<R> answer = question.apply(key, queue);
      if (answer.isPresent()) {
        served(key, queue);
        return answer;
      }
    }
    return Optional.empty();
  }

  private void served(K key, V queue) {
    queues.remove(key);
    if (!isEmpty.test(queue)) {
      queues.put(key, queue);
    }
  }
}
