package org.bailiwick.command.mesh;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;

/** A listed agent as the registry's list has it. */
record MeshAgent(
    UUID id,
    AgentId agent,
    String owner,
    List<String> capabilities,
    Locator locator,
    Instant expiresAt) {
  private static final String URN = "urn:uuid:";
  private static final int HTTPS = 443;

  /** A label of a host name (RFC 1123). */
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private static final Pattern IDENTIFIER =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-id");

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  MeshAgent {
    capabilities = List.copyOf(capabilities);
  }

  static MeshAgent of(JsonObject entry) {
    return new MeshAgent(
        UUID.fromString(entry.getString("id").substring(URN.length())),
        AgentId.parse(entry.getString("agent")),
        entry.getString("owner"),
        entry.getJsonArray("capabilities").getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .toList(),
        Locator.parse(entry.getString("locator")),
        Instant.parse(entry.getString("expires_at")));
  }

  boolean isInForceAt(Instant time) {
    return time.isBefore(expiresAt);
  }

  /** Host or address of the locator; of an IPv6 address without brackets. */
  String address() {
    String host = locator.uri().getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  boolean isAddressed() {
    return ADDRESS.matcher(address()).matches();
  }

  int port() {
    URI uri = locator.uri();
    return uri.getPort() < 0 ? HTTPS : uri.getPort();
  }

  /**
   * A name that no other agent has: the agent's own if it is a label of a host name, else its
   * identifier. An agent that is named like an identifier of another gets its own one.
   *
   * @param separator of the labels of the second form
   */
  String serviceName(String separator) {
    boolean own =
        LABEL.matcher(agent.name()).matches() && !IDENTIFIER.matcher(agent.name()).matches();
    return own ? agent.name() : id + separator + "id";
  }
}
