package org.bailiwick.command.operator;

import jakarta.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ca release-anchor}: an instance or workload may come with another agent key. */
@Command(
    name = "release-anchor",
    mixinStandardHelpOptions = true,
    description = {
      "Frees an instance or workload from the agent key that it was bound to.",
      "What was issued on it stays; revoke that by ca revoke --trigger."
    })
final class ReleaseAnchorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(names = "--type", required = true, description = "Kind of evidence, as in profiles.")
  private String type;

  @Option(names = "--issuer", required = true, description = "As the audit log names it.")
  private String issuer;

  @Option(names = "--subject", required = true, description = "As the audit log names it.")
  private String subject;

  @Option(
      names = "--circumstances",
      required = true,
      description = "What was found out; kept in the audit log.")
  private String circumstances;

  @Override
  public Integer call() {
    return JsonAnswer.print(
        spec,
        operator
            .connect("officer-1")
            .post(
                "/v1/anchor-releases",
                Json.createObjectBuilder()
                    .add("type", type)
                    .add("issuer", issuer)
                    .add("subject", subject)
                    .add("circumstances", circumstances)
                    .build()));
  }
}
