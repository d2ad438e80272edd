package org.bailiwick.ars.toolserver;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.card.SignedAttributes;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords.Dated;
import org.bailiwick.contract.capability.ToolName;

/** Writes an agent as a server of the MCP registry ({@code ServerResponse}). */
final class ServerView {

  /** The greatest length of a description. */
  static final int LONGEST = 100;

  private static final String META = "_meta";
  private static final String PUBLISHER = "io.modelcontextprotocol.registry/publisher-provided";
  private static final String OFFICIAL = "io.modelcontextprotocol.registry/official";
  private static final String SIGNED = "org.bailiwick/signed-attributes";

  private ServerView() {}

  /** The names of the agent's tools; an agent without any is no server. */
  static List<String> tools(AgentRecord agent) {
    return agent.capabilities().stream().map(ToolName::of).flatMap(Optional::stream).toList();
  }

  /** The version of an entry: the credential by which all of it is signed. */
  static String version(AgentRecord agent) {
    return agent.credential().key().serial().hex();
  }

  /** The entry; {@code endpoint} is the domain's MCP server. */
  static JsonObject of(Dated listed, URI endpoint) {
    AgentRecord agent = listed.agent();
    return Json.createObjectBuilder()
        .add("server", server(agent, endpoint))
        .add(
            META,
            Json.createObjectBuilder()
                .add(
                    OFFICIAL,
                    Json.createObjectBuilder()
                        .add("status", "active")
                        .add("publishedAt", listed.registeredAt().toString())
                        .add("updatedAt", listed.changedAt().toString())
                        .add("isLatest", true))
                .add(SIGNED, SignedAttributes.of(agent)))
        .build();
  }

  private static JsonObjectBuilder server(AgentRecord agent, URI endpoint) {
    return Json.createObjectBuilder()
        .add("name", ServerName.of(agent.agent()))
        .add("description", description(agent))
        .add("version", version(agent))
        .add(
            "remotes",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("type", "streamable-http")
                        .add("url", endpoint.toString())))
        .add(
            META,
            Json.createObjectBuilder()
                .add(
                    PUBLISHER,
                    Json.createObjectBuilder()
                        .add("tools", Json.createArrayBuilder(tools(agent)))));
  }

  private static String description(AgentRecord agent) {
    String whole =
        "Agent of " + agent.owner() + ": " + String.join(", ", agent.capabilities().texts());
    if (whole.length() <= LONGEST) {
      return whole;
    }
    int end = LONGEST - 1;
    return whole.substring(0, Character.isHighSurrogate(whole.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }
}
