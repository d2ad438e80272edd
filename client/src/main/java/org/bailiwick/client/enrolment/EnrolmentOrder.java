package org.bailiwick.client.enrolment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadKind;

/**
 * The content of an enrolment.
 *
 * @param program the program that will run, which a device must name
 * @param userToken the token of the person or role for whom the agent acts
 * @param replaces for a renewal, the serial of the credential that it replaces
 * @param withToken whether a Workload Identity Token is requested too
 */
public record EnrolmentOrder(
    RequestedCredential credential,
    Optional<Program> program,
    Optional<String> userToken,
    Optional<SerialNumber> replaces,
    boolean withToken) {

  /** A program, by its name in the reference values and its SHA-256 in hex. */
  public record Program(String name, String sha256) {}

  /** The order of a first enrolment without a Workload Identity Token. */
  public EnrolmentOrder(
      RequestedCredential credential, Optional<Program> program, Optional<String> userToken) {
    this(credential, program, userToken, Optional.empty(), false);
  }

  /** Begins the order of an agent, to which owner, capabilities and locator must be added. */
  public static Builder agent(String name) {
    return new Builder(WorkloadKind.AGENT, name);
  }

  /** The same for a service or a device, which may leave out the capabilities. */
  public static Builder of(WorkloadKind kind, String name) {
    return new Builder(kind, name);
  }

  /** This order for an agent of another name. */
  public EnrolmentOrder named(String other) {
    return new EnrolmentOrder(credential.named(other), program, userToken, replaces, withToken);
  }

  /** This order as a renewal of the newest credential that the device has under the name. */
  public EnrolmentOrder replacing(SerialNumber serial) {
    return new EnrolmentOrder(credential, program, userToken, Optional.of(serial), withToken);
  }

  /** This order with a Workload Identity Token beside the certificate. */
  public EnrolmentOrder andToken() {
    return new EnrolmentOrder(credential, program, userToken, replaces, true);
  }

  /** Omits the user token, which is a secret. */
  @Override
  public String toString() {
    return "EnrolmentOrder[%s %s %s]"
        .formatted(credential.profile(), credential.name(), credential.capabilities());
  }

  /**
   * The parts of an order. Text is checked when it is added, by the rules of the values that it
   * becomes; a part that is missing is reported by {@link #build}.
   */
  public static final class Builder {
    private final WorkloadKind kind;
    private final String name;
    private final Set<String> capabilities = new TreeSet<>();
    private final Set<ValidationMethod> methods = EnumSet.noneOf(ValidationMethod.class);
    private String profile = "agent-default";
    private Optional<Owner> owner = Optional.empty();
    private Optional<Locator> locator = Optional.empty();
    private Optional<Program> program = Optional.empty();
    private Optional<String> userToken = Optional.empty();
    private Optional<SerialNumber> replaces = Optional.empty();
    private boolean withToken;

    private Builder(WorkloadKind kind, String name) {
      this.kind = kind;
      this.name = name;
    }

    /** The certificate profile; {@code agent-default} if none is given. */
    public Builder profile(String chosen) {
      profile = chosen;
      return this;
    }

    /** The owner, for whom the user of the user token or join token may act. */
    public Builder owner(String text) {
      owner = Optional.of(Owner.parse(text));
      return this;
    }

    /** A capability, for example {@code invoice.parse@1}; may be called for several. */
    public Builder capability(String text) {
      CapabilitySet.parse(Set.of(text));
      capabilities.add(text);
      return this;
    }

    /** The https URL at which the agent receives calls. */
    public Builder locator(String url) {
      locator = Optional.of(Locator.parse(url));
      return this;
    }

    /** A method of validation; {@code mtls} if none is given. May be called for several. */
    public Builder validatedBy(ValidationMethod method) {
      methods.add(method);
      return this;
    }

    /** The program that will run, which a device must name, by the digest of its file. */
    public Builder program(String called, Path file) throws IOException {
      program = Optional.of(new Program(called, Sha256.hex(Files.readAllBytes(file))));
      return this;
    }

    /** The token of the person or role for whom the agent acts; not beside a join token. */
    public Builder userToken(String token) {
      userToken = Optional.of(token);
      return this;
    }

    /** The newest credential under the name, for a renewal. */
    public Builder replacing(SerialNumber serial) {
      replaces = Optional.of(serial);
      return this;
    }

    /** Requests a Workload Identity Token beside the certificate. */
    public Builder withToken() {
      withToken = true;
      return this;
    }

    /**
     * The order.
     *
     * @throws IllegalStateException that names the part that is missing
     */
    public EnrolmentOrder build() {
      if (kind == WorkloadKind.AGENT && capabilities.isEmpty()) {
        throw missing("capability");
      }
      RequestedCredential credential =
          new RequestedCredential(
              profile,
              kind,
              name,
              owner.orElseThrow(() -> missing("owner")),
              CapabilitySet.parse(capabilities),
              locator.orElseThrow(() -> missing("locator")),
              methods.isEmpty() ? Set.of(ValidationMethod.MTLS) : methods);
      return new EnrolmentOrder(credential, program, userToken, replaces, withToken);
    }

    private static IllegalStateException missing(String part) {
      return new IllegalStateException("The order has no " + part);
    }

    /** Omits the user token, which is a secret. */
    @Override
    public String toString() {
      return "EnrolmentOrder.Builder[%s %s]".formatted(kind.text(), name);
    }
  }
}
