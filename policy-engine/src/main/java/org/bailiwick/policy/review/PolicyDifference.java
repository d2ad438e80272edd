package org.bailiwick.policy.review;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bailiwick.policy.AccessRequest;

/**
 * What differs between two folders: their policies by action and id, their schemas, and the
 * decisions about a world that is generated from both.
 *
 * @param policies each policy that was added, removed or changed
 * @param schema each line of the schema that was added, removed or changed
 * @param questions how many questions were decided by both
 * @param notAsked what could not be asked, and why
 */
public record PolicyDifference(
    List<Line> policies, List<Line> schema, Changes changes, long questions, Set<String> notAsked) {

  /** How something differs. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * One thing that differs.
   *
   * @param name of a policy its action and id
   * @param before its text in the old folder; empty if it was added
   * @param after its text in the new folder; empty if it was removed
   */
  public record Line(Kind kind, String name, String before, String after) {}

  /**
   * Compares two folders.
   *
   * @param perAction about as many questions are generated from each folder for each action
   */
  public static PolicyDifference between(
      ReviewedPolicies old, ReviewedPolicies next, int perAction) {
    World before = World.of(old, List.of(next), perAction);
    World after = World.of(next, List.of(old), perAction);
    Set<AccessRequest> questions = new LinkedHashSet<>(before.questions());
    questions.addAll(after.questions());
    Changes changes = new Changes();
    for (AccessRequest question : questions) {
      changes.add(
          question,
          Changes.Outcome.of(old.decide(question)),
          Changes.Outcome.of(next.decide(question)));
    }
    SortedSet<String> notAsked = new TreeSet<>(before.notAsked());
    notAsked.addAll(after.notAsked());
    return new PolicyDifference(
        lines(texts(old), texts(next)),
        lines(old.schema().lines(), next.schema().lines()),
        changes,
        questions.size(),
        notAsked);
  }

  private static SortedMap<String, String> texts(ReviewedPolicies policies) {
    SortedMap<String, String> texts = new TreeMap<>();
    policies
        .byAction()
        .values()
        .forEach(
            all -> all.forEach(each -> texts.put(each.action() + " " + each.id(), each.text())));
    return texts;
  }

  private static List<Line> lines(Map<String, String> old, Map<String, String> next) {
    SortedSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(next.keySet());
    List<Line> lines = new ArrayList<>();
    for (String name : names) {
      String before = old.get(name);
      String after = next.get(name);
      if (before == null) {
        lines.add(new Line(Kind.ADDED, name, "", after));
      } else if (after == null) {
        lines.add(new Line(Kind.REMOVED, name, before, ""));
      } else if (!before.equals(after)) {
        lines.add(new Line(Kind.CHANGED, name, before, after));
      }
    }
    return lines;
  }
}
