package org.bailiwick.system.registry;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.testing.TestLeaf;

/** The claim of an agent that registers: that of its credential, until a test changes it. */
public final class Claim {

  private Claim() {}

  public static JsonObjectBuilder of(TestLeaf agent) {
    AgentCredential credential = AgentCredential.read(agent.certificate());
    AgentInformation signed = credential.information();
    JsonArrayBuilder methods = Json.createArrayBuilder();
    signed.validationMethods().forEach(method -> methods.add(method.text()));
    return Json.createObjectBuilder()
        .add("agent", credential.agent().toString())
        .add("owner", signed.owner().value())
        .add("capabilities", capabilities(signed.capabilities().texts().toArray(String[]::new)))
        .add("locator", signed.locator().toString())
        .add("validation_methods", methods)
        .add(
            "principal",
            Json.createObjectBuilder()
                .add("kind", signed.principal().kind().text())
                .add("issuer", signed.principal().issuer())
                .add("subject", signed.principal().subject()));
  }

  static JsonArrayBuilder capabilities(String... texts) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    for (String text : texts) {
      array.add(text);
    }
    return array;
  }
}
