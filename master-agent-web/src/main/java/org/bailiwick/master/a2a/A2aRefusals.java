package org.bailiwick.master.a2a;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.A2aRpcRequest;

/**
 * Answers refusals of the A2A interface in the forms of its bindings: an error of JSON-RPC (A2A 1.0
 * section 9.5), or a google.rpc.Status (section 11.6). It writes anew what was refused, recorded
 * and logged as everywhere; status, challenge and Retry-After of a refusal outside the protocol
 * stay. The error of an operation has the status 200 in JSON-RPC.
 */
@Provider
public final class A2aRefusals implements ContainerResponseFilter {

  static final String MEDIA_TYPE = "application/a2a+json";

  /** The property of a request with the id of JSON-RPC, as JSON text. */
  static final String ID = "org.bailiwick.a2a.id";

  private static final MediaType A2A_TYPE = new MediaType("application", "a2a+json");
  private static final MediaType PROBLEM_TYPE = new MediaType("application", "problem+json");
  private static final String RPC_PATH = A2aRpcResource.PATH.substring(1);
  private static final String DETAIL_TYPE = "type.googleapis.com/google.rpc.ErrorInfo";
  private static final String A2A_DOMAIN = "a2a-protocol.org";
  private static final String OWN_DOMAIN = "urn:bailiwick:problem";
  private static final Set<String> OWN_MEMBERS =
      Set.of("type", "title", "status", "detail", A2aError.MEMBER);

  /** JSON-RPC 2.0 section 5.1: an error that the server defines. */
  private static final int SERVER_ERROR = -32000;

  /** What is no request of JSON-RPC is none of HTTP that this resource takes, either. */
  private static final Set<A2aError> FORM = Set.of(A2aError.PARSE_ERROR, A2aError.INVALID_REQUEST);

  private static final int INTERNAL_ERROR = -32603;
  private static final int OK = 200;

  /** A method that no operation has here calls none, so its refusal stays a problem document. */
  private static final int NO_OPERATION = 405;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    String path = request.getUriInfo().getPath();
    boolean isRpc = path.equals(RPC_PATH);
    if ((isRpc || path.startsWith(RPC_PATH + "/")) && isProblem(response)) {
      JsonObject problem = StrictJson.object(response.getEntity().toString());
      if (isRpc) {
        answerRpc(problem, request, response);
      } else {
        String status = status(response.getStatus(), error(problem));
        write(response, A2A_TYPE, http(problem, status));
      }
    }
  }

  private static boolean isProblem(ContainerResponseContext response) {
    return response.getStatus() != NO_OPERATION
        && response.hasEntity()
        && response.getMediaType() != null
        && response.getMediaType().isCompatible(PROBLEM_TYPE);
  }

  private static void answerRpc(
      JsonObject problem, ContainerRequestContext request, ContainerResponseContext response) {
    Object id = request.getProperty(ID);
    Optional<A2aError> error =
        error(problem)
            .map(
                found ->
                    id == null && found == A2aError.INVALID_PARAMS ? A2aError.PARSE_ERROR : found);
    int code =
        error
            .map(A2aError::code)
            .orElse(response.getStatus() >= 500 ? INTERNAL_ERROR : SERVER_ERROR);
    String text = id == null ? A2aRpcRequest.NO_ID : id.toString();
    JsonObject answer =
        Json.createObjectBuilder()
            .add("jsonrpc", "2.0")
            .add("id", StrictJson.value(text))
            .add(
                "error",
                Json.createObjectBuilder()
                    .add("code", code)
                    .add("message", problem.getString("detail"))
                    .add("data", details(problem, error)))
            .build();
    if (error.filter(FORM::contains).isEmpty() && error.isPresent()) {
      response.setStatus(OK);
    }
    write(response, MediaType.APPLICATION_JSON_TYPE, answer);
  }

  private static JsonObject http(JsonObject problem, String status) {
    return Json.createObjectBuilder()
        .add(
            "error",
            Json.createObjectBuilder()
                .add("code", problem.getInt("status"))
                .add("status", status)
                .add("message", problem.getString("detail"))
                .add("details", details(problem, error(problem))))
        .build();
  }

  /** The error of the protocol that this refusal is, if it is one. */
  private static Optional<A2aError> error(JsonObject problem) {
    Optional<A2aError> named = A2aError.find(problem.getString(A2aError.MEMBER, ""));
    return named.or(
        () ->
            switch (type(problem)) {
              case JOB_UNKNOWN -> Optional.of(A2aError.TASK_NOT_FOUND);
              case MALFORMED_REQUEST, JOB_NOT_ACCEPTABLE, IDEMPOTENCY_KEY_REUSED ->
                  Optional.of(A2aError.INVALID_PARAMS);
              default -> Optional.empty();
            });
  }

  private static ProblemType type(JsonObject problem) {
    return ProblemType.find(problem.getString("type")).orElse(ProblemType.INTERNAL);
  }

  /** The reason, and in the metadata what else the problem document has. */
  private static JsonArrayBuilder details(JsonObject problem, Optional<A2aError> error) {
    JsonObjectBuilder metadata = Json.createObjectBuilder();
    metadata.add("problem", problem.getString("type"));
    problem.keySet().stream()
        .filter(name -> !OWN_MEMBERS.contains(name))
        .forEach(name -> metadata.add(name, problem.getString(name)));
    String own = type(problem).slug().replace('-', '_').toUpperCase(Locale.ROOT);
    return Json.createArrayBuilder()
        .add(
            Json.createObjectBuilder()
                .add("@type", DETAIL_TYPE)
                .add("reason", error.map(Enum::name).orElse(own))
                .add("domain", error.isPresent() ? A2A_DOMAIN : OWN_DOMAIN)
                .add("metadata", metadata));
  }

  /** The name of the status (google.rpc.Code); for errors of the protocol that of section 5.4. */
  private static String status(int http, Optional<A2aError> error) {
    if (error.isPresent()) {
      return switch (error.get()) {
        case TASK_NOT_FOUND -> "NOT_FOUND";
        case TASK_NOT_CANCELABLE,
            PUSH_NOTIFICATION_NOT_SUPPORTED,
            UNSUPPORTED_OPERATION,
            VERSION_NOT_SUPPORTED ->
            "FAILED_PRECONDITION";
        case CONTENT_TYPE_NOT_SUPPORTED,
            PARSE_ERROR,
            INVALID_REQUEST,
            METHOD_NOT_FOUND,
            INVALID_PARAMS ->
            "INVALID_ARGUMENT";
      };
    }
    return switch (http) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 408 -> "DEADLINE_EXCEEDED";
      case 409 -> "ABORTED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 503 -> "UNAVAILABLE";
      default -> "INVALID_ARGUMENT";
    };
  }

  private static void write(ContainerResponseContext response, MediaType type, JsonObject answer) {
    response.setEntity(answer.toString(), new Annotation[0], type);
  }
}
