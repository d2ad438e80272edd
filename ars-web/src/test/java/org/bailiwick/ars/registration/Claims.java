package org.bailiwick.ars.registration;

import java.util.Arrays;
import java.util.List;
import org.bailiwick.ars.registration.RegistrationRequest.PrincipalMember;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identity.ValidationMethod;

/** The claim that equals a credential, and claims that differ from it in one attribute. */
record Claims(RegistrationRequest request) {

  static Claims of(AgentCredential credential) {
    AgentInformation signed = credential.information();
    return new Claims(
        new RegistrationRequest(
            credential.agent().toString(),
            signed.owner().value(),
            List.copyOf(signed.capabilities().texts()),
            signed.locator().toString(),
            signed.validationMethods().stream().map(ValidationMethod::text).toList(),
            new PrincipalMember(
                signed.principal().kind().text(),
                signed.principal().issuer(),
                signed.principal().subject())));
  }

  RegistrationRequest agent(String agent) {
    return new RegistrationRequest(
        agent,
        request.owner(),
        request.capabilities(),
        request.locator(),
        request.validationMethods(),
        request.principal());
  }

  RegistrationRequest owner(String owner) {
    return new RegistrationRequest(
        request.agent(),
        owner,
        request.capabilities(),
        request.locator(),
        request.validationMethods(),
        request.principal());
  }

  RegistrationRequest capabilities(String... capabilities) {
    return new RegistrationRequest(
        request.agent(),
        request.owner(),
        Arrays.asList(capabilities),
        request.locator(),
        request.validationMethods(),
        request.principal());
  }

  RegistrationRequest locator(String locator) {
    return new RegistrationRequest(
        request.agent(),
        request.owner(),
        request.capabilities(),
        locator,
        request.validationMethods(),
        request.principal());
  }

  RegistrationRequest methods(String... methods) {
    return new RegistrationRequest(
        request.agent(),
        request.owner(),
        request.capabilities(),
        request.locator(),
        Arrays.asList(methods),
        request.principal());
  }

  RegistrationRequest principal(PrincipalMember principal) {
    return new RegistrationRequest(
        request.agent(),
        request.owner(),
        request.capabilities(),
        request.locator(),
        request.validationMethods(),
        principal);
  }
}
