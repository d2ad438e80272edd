package org.bailiwick.packetfilter.segment;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.policy.segment.SegmentParty;

/**
 * The elements of the sets of tasks, each with the time at which the kernel removes it by itself.
 * Several tasks may need one flow; it ends with the last of them.
 *
 * @param sets by name of the set and text of the element
 */
record TaskElements(Map<String, Map<String, Instant>> sets) {
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  /** A running task that needs flows from one party to another. */
  record LiveTask(String caller, String callee, Instant until) {}

  /** The parties of a world by their ids. */
  record Parties(SegmentWorld world, Map<String, SegmentParty> byId) {
    static Parties of(SegmentWorld world) {
      Map<String, SegmentParty> byId = new HashMap<>();
      world.parties().forEach(party -> byId.put(party.id(), party));
      return new Parties(world, byId);
    }
  }

  static TaskElements none() {
    return new TaskElements(Map.of());
  }

  static TaskElements of(Collection<LiveTask> tasks, Parties parties) {
    TaskElements elements = new TaskElements(new TreeMap<>());
    for (LiveTask task : tasks) {
      SegmentParty caller = parties.byId().get(task.caller());
      SegmentParty callee = parties.byId().get(task.callee());
      if (caller != null && callee != null && callee.port().isPresent()) {
        for (InetAddress to : callee.addresses()) {
          String end = " . " + to.getHostAddress() + " . " + callee.port().getAsInt();
          for (InetAddress from : SetElements.callers(caller, parties.world())) {
            if (SetElements.family(from).equals(SetElements.family(to))) {
              elements.add("tasks", to, from.getHostAddress() + end, task.until());
            }
          }
          caller.uid().ifPresent(uid -> elements.add("uid_tasks", to, uid + end, task.until()));
        }
      }
    }
    return elements;
  }

  private void add(String set, InetAddress to, String element, Instant until) {
    sets.computeIfAbsent(set + SetElements.family(to), unused -> new TreeMap<>())
        .merge(element, until, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** The elements with the time that each has left, for a whole rule set. */
  Map<String, List<String>> texts(Instant now) {
    Map<String, List<String>> texts = new HashMap<>();
    sets.forEach(
        (set, elements) ->
            texts.put(
                set,
                elements.entrySet().stream()
                    .filter(element -> element.getValue().isAfter(now))
                    .map(element -> timed(element.getKey(), element.getValue(), now))
                    .toList()));
    return texts;
  }

  /**
   * Commands that make these elements out of earlier ones. What may have ended by itself is added
   * before it is deleted, because a deletion of nothing would end the transaction.
   */
  void changes(TaskElements before, Instant now, StringBuilder commands) {
    before.sets.forEach(
        (set, elements) ->
            elements.forEach(
                (element, until) -> {
                  if (until.isAfter(now.minus(TOLERANCE)) && !has(set, element)) {
                    delete(commands, set, element);
                  }
                }));
    sets.forEach(
        (set, elements) ->
            elements.forEach(
                (element, until) -> {
                  Instant earlier = before.sets.getOrDefault(set, Map.of()).get(element);
                  if (until.isAfter(now) && !isSame(until, earlier)) {
                    if (earlier != null) {
                      delete(commands, set, element);
                    }
                    command(commands, "add", set, timed(element, until, now));
                  }
                }));
  }

  private boolean has(String set, String element) {
    return sets.getOrDefault(set, Map.of()).containsKey(element);
  }

  private static boolean isSame(Instant until, Instant earlier) {
    return earlier != null && Duration.between(until, earlier).abs().compareTo(TOLERANCE) < 0;
  }

  private static void delete(StringBuilder commands, String set, String element) {
    command(commands, "add", set, element);
    command(commands, "delete", set, element);
  }

  private static void command(StringBuilder commands, String verb, String set, String elements) {
    commands.append(
        "%s element inet %s %s { %s }\n".formatted(verb, SegmentRules.TABLE, set, elements));
  }

  private static String timed(String element, Instant until, Instant now) {
    return element + " timeout " + Math.max(1, Duration.between(now, until).toSeconds()) + "s";
  }
}
