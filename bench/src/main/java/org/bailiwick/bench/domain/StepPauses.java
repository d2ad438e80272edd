package org.bailiwick.bench.domain;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.bench.load.LoadResult;

/**
 * What lies between two calls of one chain, as the called agent sees it: the time from its answer
 * to a call until the next call of the same chain. For a job this is all that the domain does for a
 * further step, the way of answer and order included; for a caller that calls the agent directly it
 * is the way alone.
 */
final class StepPauses {
  private static final double SECOND = 1e9;

  private final Map<String, Long> answered = new ConcurrentHashMap<>();
  private LoadResult.Tally tally = new LoadResult.Tally();
  private long began = System.nanoTime();

  /** The agent was called for a chain. */
  void called(String chain) {
    Long before = answered.remove(chain);
    if (before != null) {
      tally().add(true, System.nanoTime() - before);
    }
  }

  /** The agent answers, and a further call of the chain is expected. */
  void answering(String chain) {
    answered.put(chain, System.nanoTime());
  }

  private synchronized LoadResult.Tally tally() {
    return tally;
  }

  /** The pauses since this was asked before. Chains that are under way now are not counted. */
  synchronized LoadResult taken() {
    long now = System.nanoTime();
    LoadResult result = tally.result((now - began) / SECOND);
    tally = new LoadResult.Tally();
    began = now;
    answered.clear();
    return result;
  }
}
