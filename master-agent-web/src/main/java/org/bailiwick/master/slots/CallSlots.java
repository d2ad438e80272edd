package org.bailiwick.master.slots;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.bailiwick.master.inventory.AssetName;

/**
 * Limits the number of calls at a time, in all and of one asset, caller and trust domain. Further
 * calls wait in {@link WaitingCalls} and hold no thread.
 */
public final class CallSlots {

  private final CallBounds bounds;
  private final AssetChoice choice;
  private final Executor tasks;
  private final WaitingCalls waiting = new WaitingCalls();

  /** The slots in use of each asset, caller and trust domain, which are keys of three types. */
  private final Map<Object, Integer> shares = new HashMap<>();

  private int used;

  public CallSlots(CallBounds bounds, AssetChoice choice, Executor tasks) {
    this.bounds = bounds;
    this.choice = choice;
    this.tasks = tasks;
  }

  /** Runs the request's task when it is its turn and there is a slot. */
  public void enter(SlotRequest request) {
    List<Runnable> begun;
    synchronized (this) {
      waiting.add(request);
      begun = begin();
    }
    begun.forEach(tasks::execute);
  }

  /** Looks for waiting calls that can begin, because other assets may be able to take them now. */
  public void review() {
    List<Runnable> begun;
    synchronized (this) {
      begun = begin();
    }
    begun.forEach(tasks::execute);
  }

  public synchronized int used() {
    return used;
  }

  public synchronized int waiting() {
    return waiting.size();
  }

  private List<Runnable> begin() {
    List<Runnable> begun = new ArrayList<>();
    Set<Demand> full = new HashSet<>(); // slots are only taken here, so a full demand stays full
    while (used < bounds.all()) {
      Optional<WaitingCalls.Next> next =
          waiting.take(this::hasRoom, demand -> choose(demand, full));
      if (next.isEmpty()) {
        break;
      }
      begun.add(begin(next.get()));
    }
    return begun;
  }

  private AssetChoice.Choice choose(Demand demand, Set<Demand> full) {
    if (full.contains(demand)) {
      return new AssetChoice.Full();
    }
    AssetChoice.Choice chosen = choice.choose(demand, this::hasRoom);
    if (chosen instanceof AssetChoice.Full) {
      full.add(demand);
    }
    return chosen;
  }

  private Runnable begin(WaitingCalls.Next next) {
    List<Object> keys = new ArrayList<>();
    SlotOwner owner = next.request().owner();
    keys.add(owner);
    keys.add(owner.domain());
    next.asset().ifPresent(keys::add);
    keys.forEach(key -> shares.merge(key, 1, Integer::sum));
    used++;
    CallSlot slot = new CallSlot(next.asset(), () -> leave(keys));
    return () -> next.request().task().accept(slot);
  }

  private void leave(List<Object> keys) {
    List<Runnable> begun;
    synchronized (this) {
      used--;
      keys.forEach(key -> shares.computeIfPresent(key, (same, n) -> n > 1 ? n - 1 : null));
      begun = begin();
    }
    begun.forEach(tasks::execute);
  }

  private boolean hasRoom(Object key) {
    int bound =
        switch (key) {
          case AssetName asset -> bounds.ofAgent();
          case SlotOwner owner -> bounds.ofCaller();
          case String domain -> bounds.ofDomain();
          default -> throw new IllegalArgumentException("no share of " + key.getClass());
        };
    return shares.getOrDefault(key, 0) < bound;
  }
}
