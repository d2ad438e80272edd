package org.bailiwick.command.lists;

import java.util.concurrent.Callable;
import org.bailiwick.command.home.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code policy list}: the policies by which the Master Agent decides now. */
@Command(
    name = "list",
    description = "Lists the policies by which the Master Agent decides now, by action and id.")
public final class PolicyListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ListOptions options;

  @Option(names = "--action", paramLabel = "ACTION", description = "Only those of this action.")
  private String action;

  @Option(
      names = "--effect",
      paramLabel = "EFFECT",
      description = "Only those that permit, or that forbid.")
  private String effect;

  @Override
  public Integer call() {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(Component.MASTER), "policies")
                .with("action", action)
                .with("effect", effect),
            "action",
            "id",
            "effect",
            "reason",
            "policy_version");
  }
}
