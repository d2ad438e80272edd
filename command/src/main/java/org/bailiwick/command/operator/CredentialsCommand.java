package org.bailiwick.command.operator;

import jakarta.json.JsonObject;
import java.util.Locale;
import org.bailiwick.contract.credential.SerialNumber;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ca credentials}: shows one credential of the ledger. */
@Command(name = "credentials", description = "Shows status and certificate of a credential.")
final class CredentialsCommand extends OfficerCommand {
  @Parameters(
      paramLabel = "SERIAL",
      description = "Serial number in hex, as openssl prints it too.")
  private String serial;

  @Override
  JsonObject ask() {
    return authority()
        .get("/v1/credentials/" + SerialNumber.parse(serial.toLowerCase(Locale.ROOT)).hex());
  }
}
