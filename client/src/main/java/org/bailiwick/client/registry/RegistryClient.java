package org.bailiwick.client.registry;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identity.SpiffeId;

/** The registry, called with an agent's credential. */
public final class RegistryClient implements AutoCloseable {
  private static final String URN = "urn:uuid:";
  private static final String IDENTIFIER = "identifier";

  /** Bounds a discovery in which the registry names a next page for ever. */
  private static final int MAX_PAGES = 1000;

  private final JsonEndpoint registry;
  private final CredentialFolder folder;

  public RegistryClient(URI registry, TrustedAuthority trusted, CredentialFolder folder) {
    this(new JsonEndpoint(registry, folder.tls(trusted.trust(SpiffeId::isNode))), folder);
  }

  /** The same with a limit for the time in which each answer must arrive. */
  public RegistryClient(
      URI registry, TrustedAuthority trusted, CredentialFolder folder, Duration answerWithin) {
    this(
        new JsonEndpoint(registry, folder.tls(trusted.trust(SpiffeId::isNode)), answerWithin),
        folder);
  }

  private RegistryClient(JsonEndpoint registry, CredentialFolder folder) {
    this.registry = registry;
    this.folder = folder;
  }

  /**
   * Registers this agent with the content of its credential; an agent that is registered already
   * gets the same record.
   */
  public RegisteredAgent register() {
    return RegisteredAgent.of(
        registry.post("/v1/agents", claim(folder.credential()), Map.of()).body());
  }

  /** What an agent with this credential sends to be registered. */
  public static JsonObject claim(AgentCredential credential) {
    AgentInformation information = credential.information();
    JsonArrayBuilder methods = Json.createArrayBuilder();
    information.validationMethods().forEach(method -> methods.add(method.text()));
    return Json.createObjectBuilder()
        .add("agent", credential.agent().toString())
        .add("owner", information.owner().value())
        .add("capabilities", Json.createArrayBuilder(information.capabilities().texts()))
        .add("locator", information.locator().toString())
        .add("validation_methods", methods)
        .add(
            "principal",
            Json.createObjectBuilder()
                .add("kind", information.principal().kind().text())
                .add("issuer", information.principal().issuer())
                .add("subject", information.principal().subject()))
        .build();
  }

  public RegisteredAgent find(String id) {
    return RegisteredAgent.of(registry.get(path(id), Map.of()).body());
  }

  /** The record of an agent of the same owner, in any state. */
  public RegisteredAgent record(String id) {
    return RegisteredAgent.of(registry.get(path(id) + "/record", Map.of()).body());
  }

  /** The path of a record has its identifier without {@code urn:uuid:}. */
  private static String path(String id) {
    return "/v1/agents/" + encode(id.startsWith(URN) ? id.substring(URN.length()) : id);
  }

  /** Withdraws this agent's registration. */
  public void withdraw(String id) {
    registry.delete(path(id), Map.of());
  }

  /** Replaces what this agent says of itself, which nobody signs (docs/registry.md). */
  public void describe(String id, JsonObject description) {
    registry.put(path(id) + "/description", description);
  }

  /** Takes back what this agent has said of itself. */
  public void removeDescription(String id) {
    registry.delete(path(id) + "/description", Map.of());
  }

  /**
   * Says that this agent is alive.
   *
   * @param ttl the time within which it will say so again, from ten seconds to an hour; zero if it
   *     will not
   * @param load how busy it is, from 0 to 100
   */
  public void heartbeat(String id, Duration ttl, OptionalInt load) {
    JsonObjectBuilder body = Json.createObjectBuilder().add("ttl", ttl.toString());
    load.ifPresent(percent -> body.add("load", percent));
    registry.post(path(id) + "/heartbeat", body.build(), Map.of());
  }

  /** The claims that prove another identifier of this agent when its key signs them. */
  public JsonObject challenge(String id, String identifier) {
    JsonObject body = Json.createObjectBuilder().add(IDENTIFIER, identifier).build();
    return registry.post(path(id) + "/identifiers/challenge", body, Map.of()).body();
  }

  /**
   * Proves that another identifier is this agent's (docs/identifiers.md).
   *
   * @param proof the signed claims, where the identifier's scheme wants them
   * @return the agent with all its identifiers
   */
  public JsonObject prove(String id, String identifier, Optional<String> proof) {
    JsonObjectBuilder body = Json.createObjectBuilder().add(IDENTIFIER, identifier);
    proof.ifPresent(text -> body.add("proof", text));
    return registry.post(path(id) + "/identifiers", body.build(), Map.of()).body();
  }

  /** Gives another identifier of this agent up. */
  public void giveUp(String id, String identifier) {
    registry.delete(path(id) + "/identifiers?of=" + encode(identifier), Map.of());
  }

  /** All listed agents that offer the capability. */
  public List<RegisteredAgent> discover(Capability capability) {
    return discover(capability, Map.of());
  }

  /** As above; the audit log names this request id. */
  public List<RegisteredAgent> discover(Capability capability, String requestId) {
    return discover(capability, Map.of("X-Request-ID", requestId));
  }

  private List<RegisteredAgent> discover(Capability capability, Map<String, String> headers) {
    String query = "/v1/discovery?capability=" + encode(capability.text());
    List<RegisteredAgent> found = new ArrayList<>();
    String page = query;
    for (int pages = 0; pages < MAX_PAGES; pages++) {
      JsonObject answer = registry.get(page, headers).body();
      answer.getJsonArray("agents").getValuesAs(JsonObject.class).stream()
          .map(RegisteredAgent::of)
          .forEach(found::add);
      String next = answer.getString("next_page_token", "");
      if (next.isEmpty()) {
        break;
      }
      page = query + "&page_token=" + encode(next);
    }
    return found;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    registry.close();
  }
}
