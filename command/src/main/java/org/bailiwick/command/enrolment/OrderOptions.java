package org.bailiwick.command.enrolment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.enrolment.RequestedCredential;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for the content of the credential. */
public final class OrderOptions {
  @Option(
      names = "--profile",
      defaultValue = "agent-default",
      description = "Profile (${DEFAULT-VALUE}).")
  private String profile;

  @Option(names = "--name", description = "Agent name within the trust domain (wanted).")
  private String name;

  @Option(names = "--owner", description = "Owner; the person's token must allow it (wanted).")
  private String owner;

  @Option(names = "--capability", description = "Capability; repeatable (wanted).")
  private List<String> capabilities;

  @Option(names = "--locator", description = "URL where the agent takes work (wanted).")
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
      names = "--wit",
      description = "Ask for a Workload Identity Token too, now and at each renewal: wit.jwt.")
  private boolean wit;

  @Option(
      names = "--replaces",
      paramLabel = "SERIAL",
      description =
          "For a renewal: the serial in hex of the newest credential that this device has under"
              + " the name. Another one freezes the name.")
  private String replaces;

  /** Requires all options of an order; commands that resume a request do not call it. */
  public void require(CommandSpec spec) {
    missing()
        .ifPresent(
            name -> {
              throw new ParameterException(
                  spec.commandLine(), "Missing required option: '" + name + "'");
            });
  }

  private Optional<String> missing() {
    Map<String, Boolean> there = new LinkedHashMap<>();
    there.put("--name", name != null);
    there.put("--owner", owner != null);
    there.put("--capability", capabilities != null);
    there.put("--locator", locator != null);
    return there.entrySet().stream()
        .filter(option -> !option.getValue())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Tokens are read now: they last for minutes. */
  public EnrolmentOrder read(boolean withProgram) {
    missing()
        .ifPresent(
            option -> {
              throw new IllegalArgumentException("Give " + option);
            });
    if (withProgram && (programName == null || program == null)) {
      throw new IllegalArgumentException("--attestor idevid wants --program-name and --program");
    }
    return new EnrolmentOrder(
        credential(),
        withProgram
            ? Optional.of(new EnrolmentOrder.Program(programName, TextFiles.sha256(program)))
            : Optional.empty(),
        Optional.ofNullable(userToken).map(file -> TextFiles.read(file).strip()),
        Optional.ofNullable(replaces).map(SerialNumber::parse),
        wit);
  }

  private RequestedCredential credential() {
    return new RequestedCredential(
        profile,
        name,
        Owner.parse(owner),
        CapabilitySet.parse(capabilities),
        Locator.parse(locator),
        methods.stream().map(ValidationMethod::parse).collect(Collectors.toSet()));
  }
}
