package org.bailiwick.policy.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;

/**
 * Decisions that differ before and after a change of policies: how many of which kind, and
 * examples.
 */
public final class Changes {
  private static final int EXAMPLES = 3;

  /** How two decisions of one question differ; the first kind that fits is the one that counts. */
  public enum Kind {
    LEFT_SCHEMA("does not fit the new schema"),
    ENTERED_SCHEMA("does not fit the old schema"),
    NOW_DENIED("permit becomes denial"),
    NOW_PERMITTED("denial becomes permit"),
    OTHER_REASONS("other reasons"),
    OTHER_DUTIES("other obligations or sign-in");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A decision as far as it is compared; policies may have other ids for the same answer. */
  public record Outcome(boolean permits, List<String> reasons, List<String> duties) {
    public Outcome {
      reasons = List.copyOf(reasons);
      duties = List.copyOf(duties);
    }

    static Outcome of(Decision decision) {
      return switch (decision) {
        case Decision.Permit permit -> new Outcome(true, permit.reasons(), permit.obligations());
        case Decision.Deny deny ->
            new Outcome(
                false, deny.reasons(), deny.stepUp().stream().map(Object::toString).toList());
      };
    }

    private boolean isOutsideSchema() {
      return reasons.contains(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    }

    @Override
    public String toString() {
      return (permits ? "permit" : "deny")
          + " "
          + String.join(" ", reasons)
          + (duties.isEmpty() ? "" : " with " + String.join(" ", duties));
    }
  }

  /** A question, in the JSON that {@code policy explain --question} reads, with both decisions. */
  public record Example(String question, Outcome before, Outcome after) {}

  /** All changes of one kind for one action. */
  public record Change(String action, Kind kind, long count, List<Example> examples) {}

  private record Key(String action, Kind kind) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byAction = action.compareTo(other.action);
      return byAction == 0 ? kind.compareTo(other.kind) : byAction;
    }
  }

  private static final class Found {
    private long count;
    private final List<Example> examples = new ArrayList<>();
  }

  private final SortedMap<Key, Found> found = new TreeMap<>();

  /** Counts one question, if its decisions differ. */
  void add(AccessRequest question, Outcome before, Outcome after) {
    kind(before, after)
        .ifPresent(
            kind -> {
              Found one =
                  found.computeIfAbsent(
                      new Key(question.action().text(), kind), key -> new Found());
              one.count++;
              if (one.examples.size() < EXAMPLES) {
                one.examples.add(new Example(QuestionJson.line(question), before, after));
              }
            });
  }

  private static Optional<Kind> kind(Outcome before, Outcome after) {
    if (before.equals(after)) {
      return Optional.empty();
    }
    if (before.isOutsideSchema() != after.isOutsideSchema()) {
      return Optional.of(after.isOutsideSchema() ? Kind.LEFT_SCHEMA : Kind.ENTERED_SCHEMA);
    }
    if (before.permits() != after.permits()) {
      return Optional.of(before.permits() ? Kind.NOW_DENIED : Kind.NOW_PERMITTED);
    }
    return Optional.of(
        before.reasons().equals(after.reasons()) ? Kind.OTHER_DUTIES : Kind.OTHER_REASONS);
  }

  /** The changes by action and kind. */
  public List<Change> list() {
    return found.entrySet().stream()
        .map(
            each ->
                new Change(
                    each.getKey().action(),
                    each.getKey().kind(),
                    each.getValue().count,
                    List.copyOf(each.getValue().examples)))
        .toList();
  }

  /** How many questions have another decision. */
  public long count() {
    return found.values().stream().mapToLong(each -> each.count).sum();
  }
}
