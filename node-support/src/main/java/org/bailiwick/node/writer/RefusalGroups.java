package org.bailiwick.node.writer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.RefusalCount.Group;

/**
 * Groups the refusals of unknown callers by event, check, source and minute. The first of each
 * group is stored as a row, the others are counted. A count is due after its minute, and earlier
 * when the group reaches a power of ten, so that a kill loses at most nine tenths of it. The number
 * of groups is bounded. Safe for use by several threads.
 */
final class RefusalGroups {
  /** Most sources of a minute; further sources share one group. */
  static final int MAX_SOURCES = 32;

  /** Most groups of one source in a minute; more than the checks that unknown callers can fail. */
  static final int MAX_OF_SOURCE = 128;

  /** Most groups in a minute. */
  static final int MAX_GROUPS = 512;

  private static final int MAX_DUE = 2 * MAX_GROUPS;
  private static final long FIRST_STEP = 100;
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Clock clock;
  private final Map<Group, Long> numbers = new HashMap<>();
  private final Map<String, Integer> groupsOf = new HashMap<>();
  private final Map<Group, RefusalCount> counted = new LinkedHashMap<>();
  private final Map<Group, RefusalCount> due = new LinkedHashMap<>();
  private Instant minute = Instant.EPOCH;
  private Instant notBefore = Instant.MIN;
  private long grouped;

  RefusalGroups(Clock clock) {
    this.clock = clock;
  }

  /** Whether this refusal is the first of its group; otherwise it was counted. */
  synchronized boolean isFirst(AuditEntry refusal, String source) {
    Instant now = clock.instant();
    turnTo(now);
    Group group = countedAs(Group.of(refusal, source));
    long nth = numbers.merge(group, 1L, Long::sum);
    if (nth == 1) {
      groupsOf.merge(group.source(), 1, Integer::sum);
      return true;
    }
    grouped++;
    counted.merge(group, RefusalCount.one(group, now), RefusalCount::plus);
    if (isStep(nth)) {
      makeDue(counted.remove(group));
    }
    return false;
  }

  /** The number of refusals that were counted and not written since the start. */
  synchronized long grouped() {
    return grouped;
  }

  /** Whether no count will be due without another refusal. */
  synchronized boolean isIdle() {
    return numbers.isEmpty() && due.isEmpty();
  }

  /** Takes counts that are due now, this many at most. */
  synchronized List<RefusalCount> takeDue(int atMost) {
    Instant now = clock.instant();
    turnTo(now);
    if (now.isBefore(notBefore)) {
      return List.of();
    }
    List<RefusalCount> taken = due.values().stream().limit(atMost).toList();
    taken.forEach(count -> due.remove(count.group()));
    return taken;
  }

  /** Takes all counts, those of the open minute too. */
  synchronized List<RefusalCount> takeAll() {
    endMinute();
    List<RefusalCount> taken = new ArrayList<>(due.values());
    due.clear();
    return taken;
  }

  /** Counts that could not be stored are due again, a little later. */
  synchronized void giveBack(List<RefusalCount> counts) {
    counts.forEach(this::makeDue);
    notBefore = clock.instant().plus(RETRY);
  }

  private void turnTo(Instant now) {
    Instant current = now.truncatedTo(ChronoUnit.MINUTES);
    if (!current.equals(minute)) {
      endMinute();
      minute = current;
    }
  }

  private void endMinute() {
    counted.values().forEach(this::makeDue);
    counted.clear();
    numbers.clear();
    groupsOf.clear();
  }

  /** While the database is down, counts accumulate; beyond a bound they are merged. */
  private void makeDue(RefusalCount count) {
    boolean room = due.containsKey(count.group()) || due.size() < MAX_DUE;
    Group group = room ? count.group() : count.group().ofOtherSources().ofOtherChecks();
    due.merge(group, count.in(group), RefusalCount::plus);
  }

  private Group countedAs(Group own) {
    if (numbers.containsKey(own)) {
      return own;
    }
    boolean room =
        numbers.size() < MAX_GROUPS
            && (groupsOf.containsKey(own.source()) || groupsOf.size() < MAX_SOURCES);
    Group group = room ? own : own.ofOtherSources();
    return numbers.containsKey(group) || groupsOf.getOrDefault(group.source(), 0) < MAX_OF_SOURCE
        ? group
        : group.ofOtherChecks();
  }

  /** 100, 1,000, 10,000 and so on. */
  private static boolean isStep(long nth) {
    long step = FIRST_STEP;
    while (step < nth) {
      step *= 10;
    }
    return step == nth;
  }
}
