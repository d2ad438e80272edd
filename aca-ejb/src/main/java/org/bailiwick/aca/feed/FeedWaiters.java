package org.bailiwick.aca.feed;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Receivers whose long poll waits for the next event of their stream. A waiter is woken once;
 * whoever wakes it runs its answer.
 */
@Singleton
public final class FeedWaiters {

  private final Map<String, List<Runnable>> waiting = new HashMap<>();

  /** Runs {@code wake} at the stream's next event. */
  public synchronized void await(String stream, Runnable wake) {
    waiting.computeIfAbsent(stream, key -> new ArrayList<>()).add(wake);
  }

  /** Forgets a waiter that was answered otherwise, for instance because its time was up. */
  public synchronized void forget(String stream, Runnable wake) {
    waiting.getOrDefault(stream, new ArrayList<>()).remove(wake);
  }

  /** Wakes everyone, whatever the stream: an event goes to all. */
  public void wakeAll() {
    take().forEach(Runnable::run);
  }

  private synchronized List<Runnable> take() {
    List<Runnable> all = waiting.values().stream().flatMap(List::stream).toList();
    waiting.clear();
    return all;
  }

  public synchronized boolean isEmpty() {
    return waiting.values().stream().allMatch(List::isEmpty);
  }
}
