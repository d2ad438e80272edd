package org.bailiwick.ars.card;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.format.DateTimeFormatter;
import org.bailiwick.ars.records.AgentRecord;

/** What the authority signed of an agent, for catalogues of other protocols. */
public final class SignedAttributes {
  private SignedAttributes() {}

  /** The attributes with the agent's identifier, by the names that the registry's records have. */
  public static JsonObject of(AgentRecord record) {
    return Json.createObjectBuilder()
        .add("id", record.identifier())
        .add("agent", record.agent().toString())
        .add("owner", record.owner())
        .add("capabilities", Json.createArrayBuilder(record.capabilities().texts()))
        .add("locator", record.locator())
        .add("validation_methods", Json.createArrayBuilder(record.validationMethods()))
        .add("serial", record.credential().key().serial().hex())
        .add("certificate_sha256", record.credential().sha256())
        .add("expires_at", DateTimeFormatter.ISO_INSTANT.format(record.credential().notAfter()))
        .build();
  }
}
