package org.bailiwick.packetfilter.segment;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.segment.TaskElements.LiveTask;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * Keeps the rules of segments in force while parties and tasks come and go. Calls say what is so
 * now and return at once; a thread of its own brings the kernel there, with one transaction for all
 * that has come together meanwhile. The rules stay when the process ends; elements of tasks end by
 * themselves at the time that was told for them.
 *
 * <p>Until {@link #synced} nothing is taken away: rules of an earlier process stay as they are. If
 * there are none, the plan alone comes in force, in which no party has a right yet.
 */
public final class SegmentGuard implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SegmentGuard.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  /** What is wanted at one moment. */
  private record Wanted(
      long change,
      long network,
      SegmentPlan plan,
      List<SegmentParty> parties,
      List<LiveTask> tasks) {}

  /** The rules for one state of the network, so that tasks do not have them made anew. */
  private record Compiled(long network, SegmentRules rules, TaskElements.Parties parties) {}

  private final KernelTable kernel;
  private final Set<InetAddress> here;
  private final Clock clock;
  private final Thread worker;

  private Optional<SegmentPlan> plan = Optional.empty();
  private final Map<String, SegmentParty> parties = new HashMap<>();
  private final Map<String, LiveTask> tasks = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private boolean picture;
  private boolean complete;
  private boolean closed;
  private long changes;
  private long network;
  private long settled;
  private Optional<String> fault = Optional.empty();
  private SortedMap<String, String> shut = new TreeMap<>();
  private Optional<Compiled> compiled = Optional.empty();

  /**
   * @param here the addresses of this host, if packets of its own processes are to be filtered, too
   */
  public SegmentGuard(Nft nft, Set<InetAddress> here, Clock clock) {
    this.kernel = new KernelTable(nft);
    this.here = Set.copyOf(here);
    this.clock = clock;
    this.worker = Thread.ofPlatform().daemon().name("segment-guard").start(this::work);
  }

  /** Puts a plan and all that is known in force. */
  public synchronized void apply(SegmentPlan next, Collection<SegmentParty> all) {
    plan = Optional.of(next);
    parties.clear();
    all.forEach(party -> parties.put(party.id(), party));
    complete = true;
    networkChanged();
  }

  /** Another plan counts. */
  public synchronized void plan(SegmentPlan next) {
    if (!plan.equals(Optional.of(next))) {
      plan = Optional.of(next);
      networkChanged();
    }
  }

  /** A party is new or has changed, for example its status. */
  public synchronized void party(SegmentParty party) {
    told.add("party " + party.id());
    if (!party.equals(parties.put(party.id(), party))) {
      networkChanged();
    }
  }

  /** A party is no longer there. */
  public synchronized void removed(String id) {
    if (parties.remove(id) != null) {
      networkChanged();
    }
  }

  /**
   * A running task needs flows from one party to another.
   *
   * @param until when they end if nothing else is said
   */
  public synchronized void task(String task, String caller, String callee, Instant until) {
    told.add("task " + task);
    LiveTask live = new LiveTask(caller, callee, until);
    if (!live.equals(tasks.put(task, live))) {
      changed();
    }
  }

  public synchronized void taskEnded(String task) {
    if (tasks.remove(task) != null) {
      changed();
    }
  }

  /** From now on everything is told anew. */
  public synchronized void pictureBegins() {
    told.clear();
    picture = true;
  }

  /** Everything has been told; what was not is no longer so. */
  public synchronized void synced() {
    if (picture) {
      parties.keySet().removeIf(id -> !told.contains("party " + id));
      tasks.keySet().removeIf(task -> !told.contains("task " + task));
    }
    told.clear();
    picture = false;
    complete = true;
    networkChanged();
  }

  private void networkChanged() {
    network++;
    changed();
  }

  private void changed() {
    changes++;
    notifyAll();
  }

  /** Waits until everything that was told before is in force; false if it took too long. */
  public synchronized boolean awaitSettled(Duration longest) throws InterruptedException {
    long mine = changes;
    long end = System.nanoTime() + longest.toNanos();
    while (settled < mine) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(Math.max(1, left / 1_000_000));
    }
    return true;
  }

  /** Why the kernel does not have what is wanted; empty if it has. */
  public synchronized Optional<String> fault() {
    return fault;
  }

  /** Parties that may neither call nor be called because packets do not tell them apart. */
  public synchronized SortedMap<String, String> closedParties() {
    return new TreeMap<>(shut);
  }

  /** Flows and denials, as the kernel has counted them. */
  public SegmentFlows flows() {
    return SegmentFlows.of(kernel.listing());
  }

  /** Compares the kernel with what was put there, and mends it if somebody has changed it. */
  public synchronized void mend() {
    if (complete && settled == changes && !kernel.isIntact()) {
      LOG.log(
          Level.WARNING, "the rules of segments were changed by somebody else; they are mended");
      kernel.forget();
      changed();
    }
  }

  private void work() {
    try {
      for (Wanted wanted = next(); wanted != null; wanted = next()) {
        settle(wanted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Null when the guard is closed. */
  private synchronized Wanted next() throws InterruptedException {
    while (!closed && (settled == changes || plan.isEmpty())) {
      wait();
    }
    if (closed) {
      return null;
    }
    Instant now = clock.instant();
    tasks.values().removeIf(task -> !task.until().isAfter(now));
    boolean known = compiled.filter(rules -> rules.network() == network).isPresent();
    return new Wanted(
        changes,
        network,
        plan.orElseThrow(),
        known ? List.of() : List.copyOf(parties.values()),
        List.copyOf(tasks.values()));
  }

  private void settle(Wanted wanted) throws InterruptedException {
    try {
      if (isComplete() || !kernel.exists()) {
        Compiled now = compile(wanted);
        kernel.settle(now.rules(), TaskElements.of(wanted.tasks(), now.parties()), clock.instant());
        done(wanted, now.rules().closed());
      } else {
        done(wanted, new TreeMap<>());
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private Compiled compile(Wanted wanted) {
    Optional<Compiled> before = compiled.filter(rules -> rules.network() == wanted.network());
    if (before.isPresent()) {
      return before.get();
    }
    SegmentWorld world = new SegmentWorld(wanted.parties(), Set.of(), here);
    Compiled now =
        new Compiled(
            wanted.network(),
            SegmentRules.closing(wanted.plan(), world),
            TaskElements.Parties.of(world));
    synchronized (this) {
      compiled = Optional.of(now);
    }
    return now;
  }

  private synchronized boolean isComplete() {
    return complete;
  }

  private synchronized void done(Wanted wanted, SortedMap<String, String> nowShut) {
    settled = wanted.change();
    fault = Optional.empty();
    if (!shut.equals(nowShut)) {
      nowShut.values().stream()
          .distinct()
          .forEach(reason -> LOG.log(Level.WARNING, "closed: {0}", reason));
      shut = nowShut;
    }
    notifyAll();
  }

  /** The rules of before stay in force; the same is tried again. */
  private synchronized void failed(RuntimeException failure) throws InterruptedException {
    if (!fault.equals(Optional.ofNullable(failure.getMessage()))) {
      LOG.log(Level.ERROR, "the rules of segments could not be loaded", failure);
    }
    fault = Optional.of(String.valueOf(failure.getMessage()));
    long end = System.nanoTime() + RETRY.toNanos();
    while (!closed && System.nanoTime() < end) {
      wait(RETRY.toMillis());
    }
  }

  /** Ends the thread; the rules stay. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      worker.join(LONGEST_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
