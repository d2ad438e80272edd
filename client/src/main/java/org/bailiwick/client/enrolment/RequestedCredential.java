package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;

/** The credential that an applicant asks for, with the name of the agent. */
public record RequestedCredential(
    String profile,
    String name,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    Set<ValidationMethod> validationMethods) {

  public RequestedCredential {
    validationMethods = Set.copyOf(validationMethods);
  }

  RequestedCredential named(String other) {
    return new RequestedCredential(profile, other, owner, capabilities, locator, validationMethods);
  }

  /** The members of a request for it. */
  JsonObjectBuilder members() {
    JsonArrayBuilder methods = Json.createArrayBuilder();
    validationMethods.stream().sorted().forEach(method -> methods.add(method.text()));
    return Json.createObjectBuilder()
        .add("profile", profile)
        .add("name", name)
        .add("owner", owner.value())
        .add("capabilities", Json.createArrayBuilder(capabilities.texts()))
        .add("locator", locator.toString())
        .add("validation_methods", methods);
  }
}
