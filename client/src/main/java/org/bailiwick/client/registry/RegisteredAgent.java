package org.bailiwick.client.registry;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;

/** An agent as the registry lists it; {@code id} is its {@code urn:uuid}, which is never reused. */
public record RegisteredAgent(
    String id,
    AgentId agent,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    Instant expiresAt,
    String state) {

  static RegisteredAgent of(JsonObject view) {
    List<String> capabilities =
        view.getJsonArray("capabilities").getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .toList();
    return new RegisteredAgent(
        view.getString("id"),
        AgentId.parse(view.getString("agent")),
        Owner.parse(view.getString("owner")),
        CapabilitySet.parse(capabilities),
        Locator.parse(view.getString("locator")),
        Instant.parse(view.getString("expires_at")),
        view.getString("state"));
  }
}
