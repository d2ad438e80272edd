package org.bailiwick.ars.identifier;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.identifier.IdentifierScheme;
import org.bailiwick.contract.identity.AgentId;

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

  /** The WIMSE identifier with the path of the agent's name, in the name's domain. */
  public static String wimse(AgentId agent) {
    return IdentifierScheme.WIMSE.prefix()
        + agent.toString().substring(IdentifierScheme.SPIFFE.prefix().length());
  }

  /** Whether it counts at this time. */
  public boolean countsAt(Instant now) {
    return until.filter(end -> !now.isBefore(end)).isEmpty();
  }

  /** Several as answers have them. */
  public static JsonArrayBuilder array(List<AgentIdentifier> identifiers) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    identifiers.forEach(each -> array.add(each.json()));
    return array;
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
