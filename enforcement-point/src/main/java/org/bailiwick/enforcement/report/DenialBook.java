package org.bailiwick.enforcement.report;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The denials and flows since the last report, and the counts since the start. Equal denials are
 * one entry with a number.
 */
public final class DenialBook {
  /** As many as the Master Agent takes in one report. */
  static final int MOST = 100;

  private static final int LONGEST = 500;

  /** A denied request; equal ones are counted together. */
  public record Denied(
      String application, String subject, String action, String resource, String reason) {

    /** Texts of the outside are shortened and lose what is no plain text. */
    public Denied {
      application = plain(application);
      subject = plain(subject);
      action = plain(action);
      resource = plain(resource);
      reason = plain(reason);
    }

    private static String plain(String text) {
      String all = text.replaceAll("[^\\x20-\\x7e]", "?").strip();
      String some = all.length() > LONGEST ? all.substring(0, LONGEST).strip() : all;
      return some.isEmpty() ? "?" : some;
    }
  }

  /** Packets that were let through. */
  public record Flow(
      Instant at, String from, String to, String protocol, int port, long packets, long bytes) {}

  /** A denial, when it came first, and how often it came. */
  record Counted(Denied denied, Instant first, long count) {}

  /**
   * What a report has.
   *
   * @param dropped how many denials and flows are not in it
   */
  record Batch(List<Counted> denials, List<Flow> flows, long dropped) {
    boolean isEmpty() {
      return denials.isEmpty() && flows.isEmpty() && dropped == 0;
    }
  }

  private final Clock clock;
  private final Map<Denied, Counted> denials = new LinkedHashMap<>();
  private final List<Flow> flows = new ArrayList<>();
  private long dropped;
  private final LongAdder droppedEver = new LongAdder();
  private final Map<String, LongAdder> decisions = new ConcurrentHashMap<>();

  public DenialBook(Clock clock) {
    this.clock = clock;
  }

  /** Counts a decision; an application that nobody knows counts as such. */
  public void decided(String application, boolean permitted) {
    String name = decisions.size() < MOST * 2 ? plain(application) : "others";
    decisions
        .computeIfAbsent(name + (permitted ? " permit" : " deny"), key -> new LongAdder())
        .increment();
  }

  private static String plain(String application) {
    return application.matches("[a-z][a-z0-9-]{0,30}") ? application : "others";
  }

  /** The counts since the start, by application and {@code permit} or {@code deny}. */
  public Map<String, Long> decisions() {
    Map<String, Long> counts = new TreeMap<>();
    decisions.forEach((key, count) -> counts.put(key, count.sum()));
    return counts;
  }

  /** What was dropped since the start. */
  public long dropped() {
    return droppedEver.sum();
  }

  public void denied(Denied denial) {
    denied(denial, 1);
  }

  /** The same denial so many times, as a packet filter counts it. */
  public synchronized void denied(Denied denial, long times) {
    Counted before = denials.get(denial);
    if (before == null && denials.size() >= MOST) {
      drop(times);
    } else {
      denials.put(
          denial,
          before == null
              ? new Counted(denial, clock.instant(), times)
              : new Counted(denial, before.first(), before.count() + times));
    }
  }

  public synchronized void flow(Flow flow) {
    if (flows.size() >= MOST) {
      drop(1);
    } else {
      flows.add(flow);
    }
  }

  private void drop(long count) {
    dropped += count;
    droppedEver.add(count);
  }

  /** Takes what there is for a report. */
  synchronized Batch take() {
    Batch batch = new Batch(List.copyOf(denials.values()), List.copyOf(flows), dropped);
    denials.clear();
    flows.clear();
    dropped = 0;
    return batch;
  }

  /** Takes back a report that was not accepted, as far as there is room. */
  synchronized void putBack(Batch batch) {
    dropped += batch.dropped();
    for (Counted each : batch.denials()) {
      Counted newer = denials.get(each.denied());
      if (newer != null) {
        denials.put(
            each.denied(), new Counted(each.denied(), each.first(), each.count() + newer.count()));
      } else if (denials.size() < MOST) {
        denials.put(each.denied(), each);
      } else {
        drop(each.count());
      }
    }
    batch.flows().forEach(this::flow);
  }
}
