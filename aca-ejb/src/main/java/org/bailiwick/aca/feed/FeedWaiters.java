package org.bailiwick.aca.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Long polls that wait for the next event of their stream. Each is answered once. */
public final class FeedWaiters {

  private final Executor executor;
  private final Map<String, List<Runnable>> waiting = new HashMap<>();

  /**
   * @param executor runs the answers, so that the caller of {@link #wakeAll} need not wait for them
   */
  public FeedWaiters(Executor executor) {
    this.executor = executor;
  }

  /** Runs {@code wake} at the stream's next event. */
  public synchronized void await(String stream, Runnable wake) {
    waiting.computeIfAbsent(stream, key -> new ArrayList<>()).add(wake);
  }

  /** Removes a poll that was answered otherwise, for instance because its time was over. */
  public synchronized void forget(String stream, Runnable wake) {
    waiting.getOrDefault(stream, new ArrayList<>()).remove(wake);
  }

  /** Answers all polls, since an event is added to every stream. */
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
