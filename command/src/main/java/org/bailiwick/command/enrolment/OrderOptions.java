package org.bailiwick.command.enrolment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.enrolment.RequestedCredential;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadKind;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that say what the credential is to contain. */
public final class OrderOptions {
  @Option(
      names = "--profile",
      defaultValue = "agent-default",
      description = "Profile (${DEFAULT-VALUE}).")
  private String profile;

  @Option(
      names = "--kind",
      defaultValue = "agent",
      description = "agent, service or device, as the profile says (${DEFAULT-VALUE}).")
  private String kind;

  @Option(names = "--name", description = "Name within the trust domain (required).")
  private String name;

  @Option(names = "--owner", description = "Owner; the user token must allow it (required).")
  private String owner;

  @Option(names = "--capability", description = "Capability; repeatable (required for an agent).")
  private List<String> capabilities;

  @Option(names = "--locator", description = "URL at which the agent receives calls (required).")
  private String locator;

  @Option(
      names = "--validation-method",
      defaultValue = "mtls",
      description = "mtls, wit or jwt; repeatable (${DEFAULT-VALUE}).")
  private List<String> methods;

  @Option(names = "--program-name", description = "idevid: program name in the reference values.")
  private String programName;

  @Option(names = "--program", description = "idevid: program file that will run.")
  private Path program;

  @Option(
      names = "--user-token-file",
      description =
          "File with the JWT of the person or role behind the agent; not needed with a join token.")
  private Path userToken;

  @Option(
      names = "--wit",
      description = "Also request a Workload Identity Token at each issuance; stored in wit.jwt.")
  private boolean wit;

  @Option(
      names = "--replaces",
      paramLabel = "SERIAL",
      description =
          "For a renewal: the serial in hex of the newest credential that this device has under"
              + " the name. With any other serial, the authority suspects a clone and issues"
              + " nothing under the name until an officer releases it.")
  private String replaces;

  /** Requires all options of an order; commands that resume a request do not call it. */
  public void require(CommandLine line) {
    requireAll(option -> new ParameterException(line, "Missing required option: '" + option + "'"));
  }

  private void requireAll(Function<String, RuntimeException> refusal) {
    Map<String, Object> required = new LinkedHashMap<>();
    required.put("--name", name);
    required.put("--owner", owner);
    if (WorkloadKind.parse(kind) == WorkloadKind.AGENT) {
      required.put("--capability", capabilities);
    }
    required.put("--locator", locator);
    required.forEach(
        (option, value) -> {
          if (value == null) {
            throw refusal.apply(option);
          }
        });
  }

  /**
   * Reads the order and its token files, which must be recent because tokens last for minutes.
   *
   * @param withProgram whether a device must name the program that will run
   */
  public EnrolmentOrder read(boolean withProgram) {
    requireAll(option -> new IllegalArgumentException("Give " + option));
    if (withProgram && (programName == null || program == null)) {
      throw new IllegalArgumentException("--attestor idevid needs --program-name and --program");
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

  Locator locator() {
    return Locator.parse(locator);
  }

  private RequestedCredential credential() {
    return new RequestedCredential(
        profile,
        WorkloadKind.parse(kind),
        name,
        Owner.parse(owner),
        capabilities == null ? CapabilitySet.of() : CapabilitySet.parse(capabilities),
        locator(),
        methods.stream().map(ValidationMethod::parse).collect(Collectors.toSet()));
  }
}
