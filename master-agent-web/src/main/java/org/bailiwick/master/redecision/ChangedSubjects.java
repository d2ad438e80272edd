package org.bailiwick.master.redecision;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Subjects of whom something has changed, each once, in the order of the changes. If there are more
 * than fit, all subjects count as changed.
 */
final class ChangedSubjects {

  private static final int MOST = 10_000;

  private final Set<String> waiting = new LinkedHashSet<>();
  private boolean all;

  synchronized void add(String subject) {
    if (waiting.size() < MOST) {
      waiting.add(subject);
    } else {
      all = true;
    }
  }

  /** The subject that has waited longest, taken out. */
  synchronized Optional<String> take() {
    Optional<String> first = waiting.stream().findFirst();
    first.ifPresent(waiting::remove);
    return first;
  }

  /** All subjects, taken out. */
  synchronized Set<String> takeAll() {
    Set<String> taken = new LinkedHashSet<>(waiting);
    waiting.clear();
    return taken;
  }

  /** Whether more had changed than fit; true once. */
  synchronized boolean takeOverflow() {
    boolean overflow = all;
    all = false;
    return overflow;
  }
}
