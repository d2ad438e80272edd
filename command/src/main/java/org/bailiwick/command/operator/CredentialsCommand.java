package org.bailiwick.command.operator;

import java.util.concurrent.Callable;
import org.bailiwick.contract.credential.SerialNumber;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca credentials}: what the ledger says about one credential. */
@Command(
    name = "credentials",
    mixinStandardHelpOptions = true,
    description = "Shows status and certificate of a credential.")
final class CredentialsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(paramLabel = "SERIAL", description = "Serial number in hex.")
  private String serial;

  @Override
  public Integer call() {
    String path = "/v1/credentials/" + SerialNumber.parse(serial).hex();
    return JsonAnswer.print(spec, operator.connect("officer-1").get(path));
  }
}
