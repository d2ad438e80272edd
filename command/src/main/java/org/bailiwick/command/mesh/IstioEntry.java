package org.bailiwick.command.mesh;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * A ServiceEntry of Istio: the agent is outside of the mesh, speaks TLS itself, and is known by its
 * SPIFFE id.
 */
final class IstioEntry {
  private static final String PORT = "https";

  private IstioEntry() {}

  static JsonObject of(MeshAgent agent) {
    return Json.createObjectBuilder()
        .add("apiVersion", "networking.istio.io/v1")
        .add("kind", "ServiceEntry")
        .add(
            "metadata",
            Json.createObjectBuilder()
                .add("name", "agent-" + agent.id())
                .add(
                    "labels",
                    Json.createObjectBuilder().add("app.kubernetes.io/managed-by", "bailiwick"))
                .add("annotations", annotations(agent)))
        .add("spec", spec(agent))
        .build();
  }

  private static JsonObjectBuilder annotations(MeshAgent agent) {
    return Json.createObjectBuilder()
        .add("bailiwick.org/owner", agent.owner())
        .add("bailiwick.org/capabilities", String.join(",", agent.capabilities()))
        .add("bailiwick.org/locator", agent.locator().toString())
        .add("bailiwick.org/expires-at", agent.expiresAt().toString());
  }

  private static JsonObjectBuilder spec(MeshAgent agent) {
    return Json.createObjectBuilder()
        .add(
            "hosts",
            Json.createArrayBuilder()
                .add(agent.serviceName(".") + ".agent." + agent.agent().trustDomain()))
        .add("location", "MESH_EXTERNAL")
        .add("resolution", agent.isAddressed() ? "STATIC" : "DNS")
        .add(
            "ports",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("number", agent.port())
                        .add("name", PORT)
                        .add("protocol", "HTTPS")))
        .add("subjectAltNames", Json.createArrayBuilder().add(agent.agent().toString()))
        .add(
            "endpoints",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("address", agent.address())
                        .add("ports", Json.createObjectBuilder().add(PORT, agent.port()))));
  }
}
