package org.bailiwick.master.agentcard;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.oauth.Metadata;
import org.bailiwick.master.push.PushSettings;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.node.card.SignedCard;

/**
 * Makes and signs the domain's cards. The public card has the capabilities that the metadata of the
 * authorization server publishes as scopes; the extended card has those that its caller may use and
 * that an agent has now.
 */
public final class AgentCards {

  /** How long the public card may be kept, and one signature of it is used. */
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /** The URI of the extension by which the card leads to the registry. */
  private static final String SEARCH = "urn:bailiwick:a2a:agent-search";

  private static final String VERSION = "1.0";
  private static final String JSON = "application/json";
  private static final String ID = "id";
  private static final String NAME = "name";
  private static final String DESCRIPTION = "description";

  private final TrustDomain domain;
  private final Metadata metadata;
  private final CardSecurity security;
  private final AgentInventory inventory;
  private final OwnTokens tokens;
  private final PushSettings pushes;
  private final URI registry;
  private final Clock clock;
  private Optional<Published> last = Optional.empty();

  private record Published(SignedCard card, Instant signedAt) {}

  /**
   * @param registry the base URL at which callers find the registry
   */
  AgentCards(
      TrustDomain domain,
      Metadata metadata,
      CardSecurity security,
      AgentInventory inventory,
      OwnTokens tokens,
      PushSettings pushes,
      URI registry,
      Clock clock) {
    this.domain = domain;
    this.metadata = metadata;
    this.security = security;
    this.inventory = inventory;
    this.tokens = tokens;
    this.pushes = pushes;
    this.registry = registry;
    this.clock = clock;
  }

  /** The card for everybody. */
  synchronized SignedCard published() {
    JsonObject server = metadata.authorizationServer();
    JsonObject card = card(server, CardSecurity.scopes(server));
    Instant now = clock.instant();
    Published current =
        last.filter(kept -> kept.card().unsigned().equals(card))
            .filter(kept -> now.isBefore(kept.signedAt().plus(LIFETIME)))
            .orElseGet(() -> new Published(signed(card), now));
    last = Optional.of(current);
    return current.card();
  }

  /** The JSON of the card for a caller with these rights. */
  public String extended(CapabilitySet rights) {
    List<String> available =
        rights.stream().filter(inventory::isAvailable).map(Capability::text).toList();
    return signed(card(metadata.authorizationServer(), available)).text();
  }

  private JsonObject card(JsonObject server, List<String> capabilities) {
    String base = server.getString("issuer");
    return Json.createObjectBuilder()
        .add(NAME, domain.name())
        .add(
            DESCRIPTION,
            "The Master Agent of "
                + domain.name()
                + ", which has jobs done by the domain's agents.")
        .add(
            "supportedInterfaces",
            Json.createArrayBuilder()
                .add(binding(base + "/a2a", "JSONRPC"))
                .add(binding(base + "/a2a", "HTTP+JSON")))
        .add("version", VERSION)
        .add(
            "capabilities",
            Json.createObjectBuilder()
                .add("streaming", true)
                .add("pushNotifications", pushes.isOn())
                .add("extendedAgentCard", true)
                .add("extensions", Json.createArrayBuilder().add(search())))
        .add("securitySchemes", security.schemes(server))
        .add("securityRequirements", security.requirements())
        .add("defaultInputModes", Json.createArrayBuilder().add(JSON))
        .add("defaultOutputModes", Json.createArrayBuilder().add(JSON))
        .add("skills", skills(capabilities))
        .build();
  }

  /**
   * Where members of the domain find single agents and their cards. The public card says no more of
   * them.
   */
  private JsonObjectBuilder search() {
    return Json.createObjectBuilder()
        .add("uri", SEARCH)
        .add(
            DESCRIPTION,
            "Members of the domain find its agents in the registry, each with a signed card.")
        .add(
            "params",
            Json.createObjectBuilder()
                .add("discovery", registry + "/v1/discovery")
                .add("card", registry + "/v1/agents/{uuid}/card")
                .add("openapi", registry + "/openapi"));
  }

  private static JsonObjectBuilder binding(String url, String name) {
    return Json.createObjectBuilder()
        .add("url", url)
        .add("protocolBinding", name)
        .add("protocolVersion", VERSION);
  }

  private static JsonArrayBuilder skills(List<String> capabilities) {
    JsonArrayBuilder skills = Json.createArrayBuilder();
    skills.add(
        skill(
            "job",
            "Job of several steps",
            "Runs a plan of steps. The data part is a job: purpose, and steps with id, capability,"
                + " input and the steps that each waits for.",
            "job"));
    for (String capability : capabilities) {
      skills.add(
          skill(
              capability,
              capability,
              "Runs " + capability + ". The data part has the members capability and input.",
              "capability"));
    }
    return skills;
  }

  private static JsonObjectBuilder skill(String id, String name, String description, String tag) {
    return Json.createObjectBuilder()
        .add(ID, id)
        .add(NAME, name)
        .add(DESCRIPTION, description)
        .add("tags", Json.createArrayBuilder().add(tag));
  }

  private SignedCard signed(JsonObject card) {
    return SignedCard.of(card, payload -> tokens.signText(SignedCard.TYPE, payload));
  }
}
