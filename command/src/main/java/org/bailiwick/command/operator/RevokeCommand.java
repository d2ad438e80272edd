package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.concurrent.Callable;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca revoke}: returns when the new CRL is signed and the event is in the feed. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description = "Revokes a credential, for good.")
final class RevokeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(paramLabel = "SERIAL", description = "Serial number in hex.")
  private String serial;

  @Option(
      names = "--reason",
      required = true,
      description = "RFC 5280 reason, e.g. key-compromise, superseded, cessation-of-operation.")
  private String reason;

  @Option(names = "--issuer", description = "Issuer, when several issued the same serial.")
  private String issuer;

  @Option(names = "--comment", description = "Kept in the audit log.")
  private String comment;

  @Override
  public Integer call() {
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("serial", SerialNumber.parse(serial).hex())
            .add("reason", RevocationReason.parse(reason).token());
    if (issuer != null) {
      body.add("issuer", issuer);
    }
    if (comment != null) {
      body.add("comment", comment);
    }
    spec.commandLine()
        .getOut()
        .println(
            JsonAnswer.pretty(operator.connect("officer-1").post("/v1/revocations", body.build())));
    return 0;
  }
}
