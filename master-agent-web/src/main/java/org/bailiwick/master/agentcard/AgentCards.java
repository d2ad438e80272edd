package org.bailiwick.master.agentcard;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.oauth.Metadata;
import org.bailiwick.master.push.PushSettings;
import org.bailiwick.master.signing.OwnTokens;

/**
 * Makes and signs the domain's cards. The public card has the capabilities that the metadata of the
 * authorization server publishes as scopes; the extended card has those that its caller may use and
 * that an agent has now.
 */
public final class AgentCards {

  /** How long the public card may be kept, and one signature of it is used. */
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final String JOSE = "JOSE";
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
  private final Clock clock;
  private Optional<SignedCard> last = Optional.empty();

  /**
   * A card as it is served.
   *
   * @param tag a digest of the card without its signatures, which differ each time
   */
  record SignedCard(JsonObject unsigned, String text, String tag, Instant signedAt) {}

  AgentCards(
      TrustDomain domain,
      Metadata metadata,
      CardSecurity security,
      AgentInventory inventory,
      OwnTokens tokens,
      PushSettings pushes,
      Clock clock) {
    this.domain = domain;
    this.metadata = metadata;
    this.security = security;
    this.inventory = inventory;
    this.tokens = tokens;
    this.pushes = pushes;
    this.clock = clock;
  }

  /** The card for everybody. */
  synchronized SignedCard published() {
    JsonObject server = metadata.authorizationServer();
    JsonObject card = card(server, CardSecurity.scopes(server));
    Instant now = clock.instant();
    SignedCard current =
        last.filter(kept -> kept.unsigned().equals(card))
            .filter(kept -> now.isBefore(kept.signedAt().plus(LIFETIME)))
            .orElseGet(() -> new SignedCard(card, signed(card), Sha256.hex(card.toString()), now));
    last = Optional.of(current);
    return current;
  }

  /** The JSON of the card for a caller with these rights. */
  public String extended(CapabilitySet rights) {
    List<String> available =
        rights.stream().filter(inventory::isAvailable).map(Capability::text).toList();
    return signed(card(metadata.authorizationServer(), available));
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
                .add("extendedAgentCard", true))
        .add("securitySchemes", security.schemes(server))
        .add("securityRequirements", security.requirements())
        .add("defaultInputModes", Json.createArrayBuilder().add(JSON))
        .add("defaultOutputModes", Json.createArrayBuilder().add(JSON))
        .add("skills", skills(capabilities))
        .build();
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

  private String signed(JsonObject card) {
    JsonArrayBuilder signatures = Json.createArrayBuilder();
    CanonicalCard.forms(card).forEach(form -> signatures.add(signature(form)));
    return Json.createObjectBuilder(card).add("signatures", signatures).build().toString();
  }

  /** An AgentCardSignature (A2A 1.0 section 8.4.2): a JWS whose payload is the card itself. */
  private JsonObjectBuilder signature(JsonObject canonical) {
    String[] parts = tokens.sign(JOSE, canonical).split("\\.", -1);
    byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
    if (!new String(payload, StandardCharsets.UTF_8).equals(canonical.toString())) {
      throw new IllegalStateException("the signature is not over the canonical card");
    }
    return Json.createObjectBuilder().add("protected", parts[0]).add("signature", parts[2]);
  }
}
