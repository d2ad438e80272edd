package org.bailiwick.client.enrolment;

import java.util.Optional;
import org.bailiwick.contract.credential.SerialNumber;

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
}
