package org.bailiwick.client.enrolment;

import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;

/**
 * The content of an enrolment: profile, agent name, owner, capabilities, locator, validation
 * methods; the program that will run (its name and SHA-256 in hex, both empty where no device says
 * so); the user token of the person behind it, if there is one; for a renewal, the serial of the
 * credential that it replaces; whether a Workload Identity Token is wanted too.
 */
public record EnrolmentOrder(
    String profile,
    String name,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    Set<ValidationMethod> validationMethods,
    String programName,
    String programSha256,
    Optional<String> userToken,
    Optional<SerialNumber> replaces,
    boolean withToken) {

  public EnrolmentOrder {
    validationMethods = Set.copyOf(validationMethods);
  }

  /** For a certificate alone. */
  public EnrolmentOrder(
      String profile,
      String name,
      Owner owner,
      CapabilitySet capabilities,
      Locator locator,
      Set<ValidationMethod> validationMethods,
      String programName,
      String programSha256,
      Optional<String> userToken,
      Optional<SerialNumber> replaces) {
    this(
        profile,
        name,
        owner,
        capabilities,
        locator,
        validationMethods,
        programName,
        programSha256,
        userToken,
        replaces,
        false);
  }

  /** For a first enrolment behind which a person stands. */
  public EnrolmentOrder(
      String profile,
      String name,
      Owner owner,
      CapabilitySet capabilities,
      Locator locator,
      Set<ValidationMethod> validationMethods,
      String programName,
      String programSha256,
      String userToken) {
    this(
        profile,
        name,
        owner,
        capabilities,
        locator,
        validationMethods,
        programName,
        programSha256,
        Optional.of(userToken),
        Optional.empty());
  }

  /** The same for an agent of this name. */
  public EnrolmentOrder named(String other) {
    return with(other, replaces, withToken);
  }

  /** The same as a renewal: this must be the newest that the device got under the name. */
  public EnrolmentOrder replacing(SerialNumber serial) {
    return with(name, Optional.of(serial), withToken);
  }

  /** The same with a Workload Identity Token beside the certificate. */
  public EnrolmentOrder andToken() {
    return with(name, replaces, true);
  }

  private EnrolmentOrder with(String agent, Optional<SerialNumber> predecessor, boolean token) {
    return new EnrolmentOrder(
        profile,
        agent,
        owner,
        capabilities,
        locator,
        validationMethods,
        programName,
        programSha256,
        userToken,
        predecessor,
        token);
  }

  /** Without the user token, which is a secret. */
  @Override
  public String toString() {
    return "EnrolmentOrder[" + profile + " " + name + " " + capabilities + "]";
  }
}
