package org.bailiwick.client.enrolment;

import java.util.Optional;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The content of an enrolment: the credential; the program that will run, where a device says so;
 * the user token of the person behind it, if there is one; for a renewal, the serial of the
 * credential that it replaces; whether a Workload Identity Token is wanted too.
 */
public record EnrolmentOrder(
    RequestedCredential credential,
    Optional<Program> program,
    Optional<String> userToken,
    Optional<SerialNumber> replaces,
    boolean withToken) {

  /** A program, by its name in the reference values and its SHA-256 in hex. */
  public record Program(String name, String sha256) {}

  /** For the certificate of a first enrolment. */
  public EnrolmentOrder(
      RequestedCredential credential, Optional<Program> program, Optional<String> userToken) {
    this(credential, program, userToken, Optional.empty(), false);
  }

  /** The same for an agent of this name. */
  public EnrolmentOrder named(String other) {
    return new EnrolmentOrder(credential.named(other), program, userToken, replaces, withToken);
  }

  /** The same as a renewal: this must be the newest that the device got under the name. */
  public EnrolmentOrder replacing(SerialNumber serial) {
    return new EnrolmentOrder(credential, program, userToken, Optional.of(serial), withToken);
  }

  /** The same with a Workload Identity Token beside the certificate. */
  public EnrolmentOrder andToken() {
    return new EnrolmentOrder(credential, program, userToken, replaces, true);
  }

  /** Without the user token, which is a secret. */
  @Override
  public String toString() {
    return "EnrolmentOrder["
        + credential.profile()
        + " "
        + credential.name()
        + " "
        + credential.capabilities()
        + "]";
  }
}
