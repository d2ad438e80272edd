package org.bailiwick.broker.mcp;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bailiwick.contract.credential.Sha256;

/**
 * What a server says of a tool, so far as it decides what the tool does and how models and people
 * understand it. A server that changes it changes what was reviewed.
 */
public final class ToolDefinition {
  private static final List<String> MEMBERS =
      List.of("name", "description", "inputSchema", "outputSchema", "annotations");

  private final JsonObject members;

  private ToolDefinition(JsonObject members) {
    this.members = members;
  }

  /** The definition in an element of a tool list. */
  public static ToolDefinition of(JsonObject tool) {
    JsonObjectBuilder members = Json.createObjectBuilder();
    MEMBERS.stream().filter(tool::containsKey).forEach(each -> members.add(each, tool.get(each)));
    return new ToolDefinition(members.build());
  }

  /**
   * Hex SHA-256 of the canonical text (RFC 8785).
   *
   * @throws IllegalArgumentException for a number that has no canonical text
   */
  public String digest() {
    return Sha256.hex(CanonicalJson.of(members));
  }

  public JsonObject members() {
    return members;
  }

  /** The names of the members that differ. */
  public List<String> differences(ToolDefinition other) {
    List<String> different = new ArrayList<>();
    for (String name : MEMBERS) {
      JsonValue mine = members.get(name);
      if (!Objects.equals(mine, other.members.get(name))) {
        different.add(name);
      }
    }
    return different;
  }
}
