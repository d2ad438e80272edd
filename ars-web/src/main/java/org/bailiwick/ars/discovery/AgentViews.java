package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.ars.description.AgentDescription;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.lifecycle.Heartbeat;
import org.bailiwick.ars.lifecycle.Heartbeats;
import org.bailiwick.ars.records.AgentRecord;

/**
 * Writes a record as the JSON object that the registry shows: signed attributes at the top, and
 * apart from them its other identifiers ({@code identifiers}), what the agent says of itself
 * ({@code unsigned}) and whether it is heard ({@code liveness}).
 */
@ApplicationScoped
public class AgentViews {
  private Descriptions descriptions;
  private AgentIdentifiers identifiers;
  private Heartbeats heartbeats;
  private Clock clock;

  /** CDI proxies need this constructor. */
  AgentViews() {}

  @Inject
  public AgentViews(
      Descriptions descriptions, AgentIdentifiers identifiers, Heartbeats heartbeats, Clock clock) {
    this.descriptions = descriptions;
    this.identifiers = identifiers;
    this.heartbeats = heartbeats;
    this.clock = clock;
  }

  /**
   * One agent with everything that it says of itself, and its identifiers beside its name and its
   * {@code urn:uuid}.
   */
  public JsonObject of(AgentRecord record) {
    JsonObject view =
        of(
            record,
            descriptions
                .of(record.identifier())
                .map(said -> said.within(record.capabilities()).view()));
    return Optional.ofNullable(
            identifiers.others(List.of(record.identifier())).get(record.identifier()))
        .map(
            others ->
                Json.createObjectBuilder(view)
                    .add("identifiers", AgentIdentifier.array(others))
                    .build())
        .orElse(view);
  }

  /** Several agents, each with a short form of what it says of itself. */
  public JsonArrayBuilder all(List<AgentRecord> records) {
    Map<String, AgentDescription> said =
        descriptions.of(records.stream().map(AgentRecord::identifier).toList());
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (AgentRecord record : records) {
      all.add(
          of(
              record,
              Optional.ofNullable(said.get(record.identifier())).map(AgentDescription::summary)));
    }
    return all;
  }

  /** One agent with this of what it says of itself. */
  public JsonObject of(AgentRecord record, Optional<JsonObject> unsigned) {
    JsonObjectBuilder view = Json.createObjectBuilder(AgentView.of(record));
    unsigned.ifPresent(said -> view.add("unsigned", said));
    heartbeats.of(record.identifier()).ifPresent(beat -> view.add("liveness", of(beat)));
    return view.build();
  }

  private JsonObjectBuilder of(Heartbeat beat) {
    Instant now = clock.instant();
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("last_heartbeat", DateTimeFormatter.ISO_INSTANT.format(beat.at()))
            .add("ttl", beat.ttl().toString());
    beat.load().ifPresent(load -> view.add("load", load));
    return view.add("silent", beat.isSilent(now));
  }
}
