package org.bailiwick.aca.lint;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.aca.lint.CredentialLint.Finding;

/** Collects what the rules find. */
final class Findings {

  private final List<Finding> found = new ArrayList<>();

  void unless(boolean holds, String rule, String sentence) {
    if (!holds) {
      found.add(new Finding(rule, sentence));
    }
  }

  /** Runs a rule; a specimen that can't even be read that far breaks the rule. */
  void run(String rule, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      found.add(new Finding(rule, "this part of the specimen can't be read"));
    }
  }

  List<Finding> all() {
    return List.copyOf(found);
  }
}
