package org.bailiwick.command.policy;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.review.Changes;
import picocli.CommandLine.Model.CommandSpec;

/** What a command prints; no text in it can steer the terminal. */
final class Report {
  /** The exit code where policies or files were refused, or tests failed. */
  static final int REFUSED = 1;

  /** The exit code where decisions change. */
  static final int CHANGED = 3;

  private static final Pattern CONTROL = Pattern.compile("\\p{C}");
  private final PrintWriter out;

  Report(CommandSpec spec) {
    this.out = spec.commandLine().getOut();
  }

  void line(String text) {
    out.println(CONTROL.matcher(text).replaceAll("?"));
  }

  /** Runs a command, and says why if policies are refused. */
  int run(Callable<Integer> command) throws Exception {
    try {
      return command.call();
    } catch (PolicyRefusedException refused) {
      line("refused: %s".formatted(refused.getMessage()));
      return REFUSED;
    }
  }

  /** Changes by action and kind, with their number and some examples. */
  void changes(Changes changes) {
    for (Changes.Change change : changes.list()) {
      line("  %s: %s: %d".formatted(change.action(), change.kind(), change.count()));
      for (Changes.Example example : change.examples()) {
        line("      %s".formatted(example.question()));
        line("        before: %s".formatted(example.before()));
        line("        after:  %s".formatted(example.after()));
      }
    }
  }
}
