package org.bailiwick.node.decision;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** An obligation of a permit. A permit with an obligation that nobody fulfils permits nothing. */
enum Obligation {
  /** The log has a warning, so that operators see the permit without reading the audit log. */
  ALERT,
  /** A person approves the action before it is taken. */
  APPROVAL,
  /** Two different people approve the action before it is taken. */
  TWO_APPROVALS;

  /** What {@link Gate} fulfils by itself. */
  static final Set<Obligation> OF_THE_GATE = Set.of(ALERT);

  /** What is fulfilled where the caller of the gate has actions approved. */
  static final Set<Obligation> WITH_APPROVALS = Set.of(ALERT, APPROVAL, TWO_APPROVALS);

  private String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean isIn(Collection<String> obligations) {
    return obligations.contains(text());
  }

  /** Whether each of these obligations is among those that are fulfilled. */
  static boolean areAmong(Set<Obligation> fulfilled, Collection<String> obligations) {
    return fulfilled.stream()
        .map(Obligation::text)
        .collect(Collectors.toSet())
        .containsAll(obligations);
  }

  /** How many people must approve. */
  static int approvers(Collection<String> obligations) {
    if (TWO_APPROVALS.isIn(obligations)) {
      return 2;
    }
    return APPROVAL.isIn(obligations) ? 1 : 0;
  }
}
