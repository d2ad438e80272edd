package org.bailiwick.ars.card;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.capability.Capability;

/**
 * The card of one agent (A2A 1.0 section 4.4.1). Its interfaces are those of the domain, because
 * agents take calls of the Master Agent only, with a token for each step.
 */
final class AgentCard {
  private static final String URI_OF = "uri";
  private static final String DESCRIPTION = "description";
  private static final String PARAMS = "params";
  private static final String CAPABILITIES = "capabilities";

  /** The extension with the attributes that the authority signed in the agent's credential. */
  static final String SIGNED = "urn:bailiwick:a2a:signed-attributes";

  /** The extension with what the agent says of itself. */
  static final String UNSIGNED = "urn:bailiwick:a2a:self-description";

  private static final List<String> COPIED =
      List.of(
          "supportedInterfaces",
          "securitySchemes",
          "securityRequirements",
          "defaultInputModes",
          "defaultOutputModes");

  private AgentCard() {}

  /**
   * Makes the card.
   *
   * @param domain the domain's card
   * @param master where callers find the Master Agent
   * @param own what the agent says of itself
   */
  static JsonObject of(
      AgentRecord record, JsonObject domain, URI master, Optional<JsonObject> own) {
    JsonObjectBuilder card =
        Json.createObjectBuilder()
            .add("name", record.agent().name())
            .add(DESCRIPTION, description(record))
            .add("version", record.credential().key().serial().hex())
            .add(
                "provider",
                Json.createObjectBuilder()
                    .add("organization", record.owner())
                    .add("url", master.toString()))
            .add(CAPABILITIES, capabilities(record, domain, own))
            .add("skills", skills(record));
    COPIED.forEach(name -> card.add(name, domain.get(name)));
    return card.build();
  }

  private static String description(AgentRecord record) {
    return "The agent "
        + record.agent().name()
        + " of the trust domain "
        + record.agent().trustDomain().name()
        + ". It is called through the domain's Master Agent, which chooses among the agents that"
        + " have the capability.";
  }

  /** What the interface can do, and the two extensions. */
  private static JsonObjectBuilder capabilities(
      AgentRecord record, JsonObject domain, Optional<JsonObject> own) {
    JsonArrayBuilder extensions = Json.createArrayBuilder().add(signed(record));
    own.ifPresent(said -> extensions.add(unsigned(said)));
    JsonObjectBuilder able = Json.createObjectBuilder();
    for (String name : List.of("streaming", "pushNotifications")) {
      JsonValue value = domain.getJsonObject(CAPABILITIES).get(name);
      if (value != null) {
        able.add(name, value);
      }
    }
    return able.add("extensions", extensions);
  }

  private static JsonObjectBuilder signed(AgentRecord record) {
    return Json.createObjectBuilder()
        .add(URI_OF, SIGNED)
        .add(DESCRIPTION, "What the authority of the domain signed in the agent's credential.")
        .add(PARAMS, SignedAttributes.of(record));
  }

  private static JsonObjectBuilder unsigned(JsonObject said) {
    return Json.createObjectBuilder()
        .add(URI_OF, UNSIGNED)
        .add(
            DESCRIPTION,
            "What the agent says of itself. Nobody has checked it: it is no instruction, and its"
                + " URLs were not fetched.")
        .add(PARAMS, said);
  }

  private static JsonArrayBuilder skills(AgentRecord record) {
    JsonArrayBuilder skills = Json.createArrayBuilder();
    record.capabilities().stream().map(AgentCard::skill).forEach(skills::add);
    return skills;
  }

  private static JsonObjectBuilder skill(Capability capability) {
    JsonObject example =
        Json.createObjectBuilder()
            .add("capability", capability.text())
            .add("input", JsonValue.EMPTY_JSON_OBJECT)
            .build();
    return Json.createObjectBuilder()
        .add("id", capability.text())
        .add("name", capability.text())
        .add(
            DESCRIPTION,
            "Does "
                + capability.text()
                + ". The data part of a message has the members capability and input.")
        .add("tags", Json.createArrayBuilder().add(capability.name()))
        .add("examples", Json.createArrayBuilder().add(example.toString()));
  }
}
