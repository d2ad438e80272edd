package org.bailiwick.broker.mcp;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bailiwick.broker.access.HttpCall;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.outbound.AddressRule;
import org.bailiwick.broker.outbound.BackEndConnection;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndPlace;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.json.StrictJson;

/** The tools that a server offers, for a person who reviews them. */
public final class ToolReview {
  private static final AssetLimits LIMITS =
      new AssetLimits(1, Duration.ofSeconds(30), 10_000, 3 * 1024 * 1024);

  private final List<JsonObject> tools;

  private ToolReview(List<JsonObject> tools) {
    this.tools = tools;
  }

  /**
   * Asks the server, without any credential.
   *
   * @throws BackEndFault when there is no usable answer
   */
  public static ToolReview ask(BackEndPlace place) {
    try (BackEndConnection connection = BackEndConnection.to(place);
        McpSession session =
            McpSession.open(
                place.base(), HttpCall.anonymous(connection, LIMITS, Clock.systemUTC()))) {
      return new ToolReview(ToolList.all(session));
    }
  }

  /**
   * Reads the answer to {@code tools/list} that another program has got, for a server that wants a
   * credential: the result, or the message around it.
   */
  public static ToolReview read(byte[] json) {
    JsonObject message = StrictJson.object(json);
    return new ToolReview(
        ToolList.elements(message.get("result") instanceof JsonObject result ? result : message));
  }

  /** The names of the tools, in the order of the server. */
  public List<String> names() {
    return tools.stream().map(tool -> tool.getString("name", "")).toList();
  }

  /**
   * The draft of an asset file. Arguments become members of the input with their own names.
   *
   * @param operations the capability for each tool
   * @throws BackEndFault tool-missing or tool-ambiguous
   */
  public JsonObject file(String asset, BackEndPlace place, Map<String, Capability> operations) {
    JsonArrayBuilder drafts = Json.createArrayBuilder();
    operations.forEach((tool, capability) -> drafts.add(operation(tool, capability)));
    JsonObjectBuilder draft =
        Json.createObjectBuilder()
            .add("asset", asset)
            .add("kind", "tool")
            .add("owner", "who answers for it")
            .add("risk", "high")
            .add("url", place.base().toString());
    if (place.addresses() != AddressRule.PUBLIC) {
      draft.add(
          "options", Json.createObjectBuilder().add("addresses", place.addresses().toString()));
    }
    place
        .caFile()
        .ifPresent(
            file -> draft.add("tls", Json.createObjectBuilder().add("ca_file", file.toString())));
    return draft
        .add("credential", Json.createObjectBuilder().add("method", "none"))
        .add("operations", drafts)
        .build();
  }

  private JsonObject operation(String tool, Capability capability) {
    ToolDefinition definition = ToolList.only(tools, tool);
    JsonObjectBuilder arguments = Json.createObjectBuilder();
    if (definition.members().get("inputSchema") instanceof JsonObject schema
        && schema.get("properties") instanceof JsonObject properties) {
      properties.keySet().forEach(name -> arguments.add(name, pointer(name)));
    }
    return Json.createObjectBuilder()
        .add("capability", capability.text())
        .add("tool", tool)
        .add("arguments", arguments)
        .add("sha256", definition.digest())
        .add("definition", definition.members())
        .build();
  }

  private static String pointer(String member) {
    return "/" + member.replace("~", "~0").replace("/", "~1");
  }

  /**
   * What has changed since the review of an asset: for each tool whose digest differs, a line for
   * each member of its definition that does.
   */
  public List<String> differences(Asset reviewed) {
    List<String> lines = new ArrayList<>();
    for (AssetOperation operation : reviewed.operations()) {
      ToolOperation known = ToolOperation.parse(reviewed, operation);
      ToolDefinition offered = ToolList.only(tools, known.tool());
      if (!offered.digest().equals(known.sha256())) {
        lines.add("%s: tool %s has changed".formatted(operation.capability(), known.tool()));
        lines.addAll(changes(operation, offered));
      }
    }
    return lines;
  }

  private static List<String> changes(AssetOperation operation, ToolDefinition offered) {
    if (!(operation.members().get("definition") instanceof JsonObject before)) {
      return List.of("  the file has no definition to compare with");
    }
    ToolDefinition reviewed = ToolDefinition.of(before);
    List<String> lines = new ArrayList<>();
    for (String member : offered.differences(reviewed)) {
      lines.add("  - " + member + ": " + reviewed.members().get(member));
      lines.add("  + " + member + ": " + offered.members().get(member));
    }
    return lines;
  }
}
