package org.bailiwick.command.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;
import picocli.CommandLine.Option;

/** What the credential is to say. */
final class OrderOptions {
  @Option(
      names = "--profile",
      defaultValue = "agent-default",
      description = "Profile (${DEFAULT-VALUE}).")
  private String profile;

  @Option(names = "--name", required = true, description = "Agent name within the trust domain.")
  private String name;

  @Option(
      names = "--owner",
      required = true,
      description = "Owner; the person's token must allow it.")
  private String owner;

  @Option(names = "--capability", required = true, description = "Capability; repeatable.")
  private List<String> capabilities;

  @Option(names = "--locator", required = true, description = "URL where the agent takes work.")
  private String locator;

  @Option(
      names = "--validation-method",
      defaultValue = "mtls",
      description = "mtls, wit or jwt; repeatable (${DEFAULT-VALUE}).")
  private List<String> methods;

  @Option(names = "--program-name", description = "idevid: name in the reference values.")
  private String programName;

  @Option(names = "--program", description = "idevid: program file that will run.")
  private Path program;

  @Option(
      names = "--user-token-file",
      description =
          "File with the JWT of the person or role behind the agent; a join token may do without.")
  private Path userToken;

  @Option(
      names = "--replaces",
      paramLabel = "SERIAL",
      description =
          "For a renewal: the serial in hex of the newest credential that this device has under"
              + " the name. Another one freezes the name.")
  private String replaces;

  /** Tokens are read now: they last for minutes. */
  EnrolmentOrder read(boolean withProgram) {
    if (withProgram && (programName == null || program == null)) {
      throw new IllegalArgumentException("--anchor idevid wants --program-name and --program");
    }
    return new EnrolmentOrder(
        profile,
        name,
        Owner.parse(owner),
        CapabilitySet.parse(capabilities),
        Locator.parse(locator),
        methods.stream().map(ValidationMethod::parse).collect(Collectors.toSet()),
        withProgram ? programName : "",
        withProgram ? TextFiles.sha256(program) : "",
        Optional.ofNullable(userToken).map(file -> TextFiles.read(file).strip()),
        Optional.ofNullable(replaces).map(SerialNumber::parse));
  }
}
