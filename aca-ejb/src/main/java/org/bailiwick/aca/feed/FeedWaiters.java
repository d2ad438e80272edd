package org.bailiwick.aca.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Receivers whose long poll waits for the next event of their stream. A waiter is woken once;
 * whoever wakes it runs its answer.
 */
public final class FeedWaiters {

  private final Executor executor;
  private final Map<String, List<Runnable>> waiting = new HashMap<>();

  /** The executor runs the answers, so that whoever wakes neither waits nor lends its context. */
  public FeedWaiters(Executor executor) {
    this.executor = executor;
  }

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
    take().forEach(executor::execute);
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
