package org.bailiwick.command.mesh;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * The body of {@code PUT /v1/catalog/register} of Consul for an agent: an external node with one
 * service, which Consul does not probe.
 */
final class ConsulRegistration {
  /** The most characters of a value of the metadata. */
  private static final int LONGEST_VALUE = 512;

  private ConsulRegistration() {}

  static JsonObject of(MeshAgent agent) {
    String node = "agent-" + agent.id();
    return Json.createObjectBuilder()
        .add("Node", node)
        .add("Address", agent.address())
        .add(
            "NodeMeta",
            Json.createObjectBuilder().add("external-node", "true").add("external-probe", "false"))
        .add(
            "Service",
            Json.createObjectBuilder()
                .add("ID", node)
                .add("Service", agent.serviceName("-"))
                .add("Tags", Json.createArrayBuilder(agent.capabilities()))
                .add("Address", agent.address())
                .add("Port", agent.port())
                .add("Meta", metadata(agent)))
        .add(
            "Check",
            Json.createObjectBuilder()
                .add("Node", node)
                .add("CheckID", "listed-" + agent.id())
                .add("Name", "listed in the registry of agents")
                .add("Notes", "Credential until " + agent.expiresAt())
                .add("Status", "passing")
                .add("ServiceID", node))
        .build();
  }

  private static JsonObjectBuilder metadata(MeshAgent agent) {
    JsonObjectBuilder metadata = Json.createObjectBuilder();
    add(metadata, "agent", agent.agent().toString());
    add(metadata, "owner", agent.owner());
    add(metadata, "locator", agent.locator().toString());
    add(metadata, "expires_at", agent.expiresAt().toString());
    return metadata;
  }

  /** Consul refuses a whole registration for one value that is too long. */
  private static void add(JsonObjectBuilder metadata, String name, String value) {
    if (value.length() <= LONGEST_VALUE) {
      metadata.add(name, value);
    }
  }
}
