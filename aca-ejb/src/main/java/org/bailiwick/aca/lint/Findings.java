package org.bailiwick.aca.lint;

import java.util.ArrayList;
import java.util.List;

/** Collects what the rules find. */
final class Findings {

  private final List<LintFinding> found = new ArrayList<>();

  void unless(boolean holds, String rule, String sentence) {
    if (!holds) {
      found.add(new LintFinding(rule, sentence));
    }
  }

  /** Runs a rule; a specimen that can't even be read that far breaks the rule. */
  void run(String rule, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      found.add(new LintFinding(rule, "this part of the specimen can't be read"));
    }
  }

  List<LintFinding> all() {
    return List.copyOf(found);
  }
}
