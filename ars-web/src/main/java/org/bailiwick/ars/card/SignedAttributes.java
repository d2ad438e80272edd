package org.bailiwick.ars.card;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import org.bailiwick.ars.discovery.AgentView;
import org.bailiwick.ars.records.AgentRecord;

/** What the authority signed of an agent, for catalogues of other protocols. */
public final class SignedAttributes {

  /** Nothing but these, whatever else a record shows. */
  private static final List<String> NAMES =
      List.of(
          "id",
          "agent",
          "owner",
          "capabilities",
          "locator",
          "validation_methods",
          "serial",
          "certificate_sha256",
          "expires_at");

  private SignedAttributes() {}

  /** The attributes with the agent's identifier, by the names that the registry's records have. */
  public static JsonObject of(AgentRecord record) {
    JsonObject view = AgentView.of(record);
    JsonObjectBuilder signed = Json.createObjectBuilder();
    NAMES.forEach(name -> signed.add(name, view.get(name)));
    return signed.build();
  }
}
