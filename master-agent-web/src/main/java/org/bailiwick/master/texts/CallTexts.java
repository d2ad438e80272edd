package org.bailiwick.master.texts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * Bounds the length of the inputs and results that calls have in memory at once. The jobs of one
 * trust domain's callers have half of it. Further calls wait in a queue of their caller and hold no
 * thread; the callers take turns.
 */
public final class CallTexts {

  /** The need of a call: for whom it is, and the characters that it sends. */
  public record Need(SpiffeId caller, long length) {}

  private record Waiting(Need need, Runnable task) {}

  private final DomainLengths lengths;
  private final Map<SpiffeId, Deque<Waiting>> queues = new LinkedHashMap<>();

  public CallTexts(long most) {
    this.lengths = new DomainLengths(most);
  }

  /**
   * Runs the task, which must not take long, when there is room for its call. The call has its room
   * until {@link #leave}.
   */
  public void enter(Need need, Runnable task) {
    synchronized (this) {
      queues
          .computeIfAbsent(need.caller(), caller -> new ArrayDeque<>())
          .add(new Waiting(need, task));
    }
    runNext();
  }

  /** Frees the room of a call. */
  public void leave(Need need) {
    synchronized (this) {
      lengths.add(need.caller().trustDomain(), -need.length());
    }
    runNext();
  }

  private void runNext() {
    for (Waiting next = next(); next != null; next = next()) {
      next.task().run();
    }
  }

  /**
   * Takes the first call that fits. A call that fits its domain's share is not overtaken by those
   * of other callers, because a long call would never find room otherwise.
   */
  private synchronized Waiting next() {
    for (Iterator<Deque<Waiting>> turn = queues.values().iterator(); turn.hasNext(); ) {
      Deque<Waiting> queue = turn.next();
      Need need = queue.element().need();
      if (lengths.fitsDomain(need.caller().trustDomain(), need.length())) {
        if (!lengths.fitsAll(need.length())) {
          return null;
        }
        Waiting next = queue.remove();
        turn.remove();
        if (!queue.isEmpty()) {
          queues.put(need.caller(), queue); // the caller is the last in turn now
        }
        lengths.add(need.caller().trustDomain(), need.length());
        return next;
      }
    }
    return null;
  }
}
