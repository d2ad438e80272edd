package org.bailiwick.aca.lint;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.aca.lint.CredentialLint.Finding;

/** Collects the rules that are broken. */
final class Findings {

  private final List<Finding> found = new ArrayList<>();

  void unless(boolean holds, String rule, String sentence) {
    if (!holds) {
      found.add(new Finding(rule, sentence));
    }
  }

  /** Runs a rule. The rule is broken, too, if its part of the specimen can't be read. */
  void run(String rule, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      found.add(new Finding(rule, "this part can't be read"));
    }
  }

  List<Finding> all() {
    return List.copyOf(found);
  }
}
