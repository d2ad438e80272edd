package org.bailiwick.ars.identifier;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.identifier.IdentifierScheme;

/**
 * An identifier of an agent.
 *
 * @param text in canonical form
 * @param since when it was shown
 * @param until when it no longer counts; empty if it counts until it is removed
 */
public record AgentIdentifier(
    IdentifierScheme scheme, String text, Shown shown, Instant since, Optional<Instant> until) {

  /** How it was shown that the identifier is the agent's. */
  public enum Shown {
    /** The authority signed it: the SPIFFE id in the credential. */
    SIGNED,
    /** The registry assigned it. */
    ASSIGNED,
    /** The agent proved that it controls it. */
    PROVED,
    /** An officer configured it. */
    CONFIGURED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The identifier as answers have it. */
  public JsonObject json() {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("identifier", text)
            .add("scheme", scheme.text())
            .add("shown", shown.text())
            .add("since", DateTimeFormatter.ISO_INSTANT.format(since));
    until.ifPresent(end -> json.add("until", DateTimeFormatter.ISO_INSTANT.format(end)));
    return json.build();
  }
}
