package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ca release-binding}: lets an instance or workload enrol another agent key. */
@Command(
    name = "release-binding",
    mixinStandardHelpOptions = true,
    description = {
      "Frees an instance or workload from the agent key that it was bound to.",
      "Its credentials stay valid; revoke them by ca revoke --trigger."
    })
final class ReleaseBindingCommand extends OfficerCommand {
  @Option(names = "--type", required = true, description = "Attestor, as in profiles.")
  private String type;

  @Option(names = "--issuer", required = true, description = "Issuer, as in the audit log.")
  private String issuer;

  @Option(names = "--subject", required = true, description = "Subject, as in the audit log.")
  private String subject;

  @Option(
      names = "--circumstances",
      required = true,
      description = "Reason, kept in the audit log.")
  private String circumstances;

  @Override
  JsonObject ask() {
    return authority()
        .post(
            "/v1/binding-releases",
            Json.createObjectBuilder()
                .add("type", type)
                .add("issuer", issuer)
                .add("subject", subject)
                .add("circumstances", circumstances)
                .build());
  }
}
