package org.bailiwick.master.mcp;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tools.OfferedTools;
import org.bailiwick.master.tools.Tool;

/** Does what the messages of authenticated clients ask for. It remembers nothing. */
public final class McpServer {

  static final String INITIALIZE = "initialize";
  static final String CALL = "tools/call";
  private static final String INITIALIZED = "notifications/initialized";
  private static final String CANCELLED = "notifications/cancelled";
  private static final String NAME = "bailiwick-master-agent";

  /** The version of the interface, as its description in OpenAPI has it. */
  private static final String VERSION = "1";

  private static final int PAGE = 100;

  /** The collaborators of the server. */
  record Parts(CallerAuthenticator callers, JobIntake intake, JobControl control, Store store) {}

  private final Parts parts;
  private final List<OfferedTools> tools;
  private final TrustDomain own;

  McpServer(Parts parts, List<OfferedTools> tools, TrustDomain own) {
    this.parts = parts;
    this.tools = List.copyOf(tools);
    this.own = own;
  }

  /** The caller by the rule of this service; a caller that fails it is refused. */
  Caller authenticate(PresentedCredentials presented) {
    return parts.callers().authenticate(presented);
  }

  /** The JSON-RPC response to any request but a call. */
  String answer(Caller caller, JsonRpcMessage request) {
    JsonObject result =
        switch (request.method()) {
          case INITIALIZE -> initialize(request);
          case "ping" -> JsonObject.EMPTY_JSON_OBJECT;
          case "tools/list" -> list(caller, request);
          default ->
              throw McpRefusal.error(
                  request,
                  McpRefusal.METHOD_NOT_FOUND,
                  "mcp-method",
                  "This server does not have this method.");
        };
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + request.id().orElseThrow()
        + ",\"result\":"
        + result
        + "}";
  }

  /** Lifecycle, "Version Negotiation": the client's revision, or else the newest one. */
  private JsonObject initialize(JsonRpcMessage request) {
    String asked =
        request
            .text("protocolVersion")
            .orElseThrow(() -> invalid(request, "protocolVersion is no string."));
    return Json.createObjectBuilder()
        .add("protocolVersion", McpHead.REVISIONS.contains(asked) ? asked : McpHead.NEWEST)
        .add("capabilities", Json.createObjectBuilder().add("tools", Json.createObjectBuilder()))
        .add(
            "serverInfo",
            Json.createObjectBuilder()
                .add("name", NAME)
                .add("title", "Master Agent of " + own.name())
                .add("version", VERSION))
        .add(
            "instructions",
            "Each tool is a capability of the domain's agents that your token covers."
                + " A call runs as a job; its id is in _meta of the result.")
        .build();
  }

  private JsonObject list(Caller caller, JsonRpcMessage request) {
    String after = request.text("cursor").map(cursor -> position(request, cursor)).orElse("");
    List<Tool> all = new ArrayList<>();
    tools.forEach(kind -> all.addAll(kind.usableBy(caller)));
    all.sort(Comparator.comparing(Tool::name));
    all.removeIf(tool -> tool.name().compareTo(after) <= 0);
    JsonArrayBuilder page = Json.createArrayBuilder();
    all.stream().limit(PAGE).forEach(tool -> page.add(json(tool)));
    JsonObjectBuilder result = Json.createObjectBuilder().add("tools", page);
    if (all.size() > PAGE) {
      byte[] last = all.get(PAGE - 1).name().getBytes(StandardCharsets.UTF_8);
      result.add("nextCursor", Base64.getUrlEncoder().withoutPadding().encodeToString(last));
    }
    return result.build();
  }

  private static JsonObject json(Tool tool) {
    return Json.createObjectBuilder()
        .add("name", tool.name())
        .add("title", tool.title())
        .add("description", tool.description())
        .add("inputSchema", StrictJson.object(tool.inputSchema()))
        .build();
  }

  /** The name after which the page begins. */
  private static String position(JsonRpcMessage request, String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid(request, "This server has given no such cursor.");
    }
  }

  /** Accepts the job of a call. The same request again is the same job. */
  CallPosition call(Caller caller, JsonRpcMessage request, Optional<String> session) {
    ToolCall call = ToolCall.read(request, session);
    String steps =
        tools.stream()
            .flatMap(kind -> kind.steps(call.tool(), call.arguments()).stream())
            .findFirst()
            .orElseThrow(() -> invalid(request, "This server has no tool of this name."));
    String jobId =
        answered(request, () -> parts.intake().accept(caller, call.job(steps), call.key()));
    return new CallPosition(jobId, request.id().orElseThrow(), call.progressToken());
  }

  /**
   * Refusals of which a model can make something, and faults of the request, are answered in the
   * form of MCP; all others, such as a missing right, as everywhere else.
   */
  private static String answered(JsonRpcMessage request, Supplier<String> acceptance) {
    try {
      return acceptance.get();
    } catch (ProblemException refusal) {
      throw switch (refusal.type()) {
        case JOB_NOT_ACCEPTABLE -> McpRefusal.result(request, refusal.check(), refusal.detail());
        case MALFORMED_REQUEST ->
            McpRefusal.error(request, McpRefusal.INVALID_PARAMS, refusal.check(), refusal.detail());
        case IDEMPOTENCY_KEY_REUSED ->
            McpRefusal.error(
                request, McpRefusal.INVALID_REQUEST, refusal.check(), refusal.detail());
        default -> refusal;
      };
    }
  }

  /** The stream that an event belongs to, for the owner of the job. */
  CallPosition resume(Caller caller, String eventId) {
    CallPosition position = CallPosition.read(eventId);
    parts.control().read(caller, position.jobId());
    return position;
  }

  /** Refuses a caller that may not read the job now. */
  void requireRead(PresentedCredentials presented, JobRecord job) {
    parts.control().requireRead(authenticate(presented), job);
  }

  /** Takes a notification; those that say nothing to this server are ignored. */
  void take(Caller caller, JsonRpcMessage notification, Optional<String> session) {
    switch (notification.method()) {
      case INITIALIZED -> {
        // nothing waits for it, since requests are served without a session, too
      }
      case CANCELLED -> cancel(caller, notification, session);
      default -> {
        // utilities that this server has not offered
      }
    }
  }

  /**
   * An unknown request, and one whose job has ended, are passed over (utilities, "Cancellation").
   */
  private void cancel(Caller caller, JsonRpcMessage notification, Optional<String> session) {
    Optional<String> key = ToolCall.cancelled(notification, session);
    caller
        .owner()
        .flatMap(owner -> key.flatMap(named -> owner.findByKey(parts.store(), named)))
        .ifPresent(job -> cancel(caller, job));
  }

  private void cancel(Caller caller, String jobId) {
    if (!parts.control().read(caller, jobId).state().isFinal()) {
      parts.control().cancel(caller, jobId);
    }
  }

  private static McpRefusal invalid(JsonRpcMessage request, String detail) {
    return McpRefusal.error(request, McpRefusal.INVALID_PARAMS, "mcp-params", detail);
  }
}
