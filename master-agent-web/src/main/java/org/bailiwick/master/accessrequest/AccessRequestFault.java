package org.bailiwick.master.accessrequest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;

/** A refusal with a problem type of the profile (section Error Responses). */
public final class AccessRequestFault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "urn:openid:authzen:access-request:error:";
  private static final String NOT_REQUESTABLE = "access-request-not-requestable";

  /** The types of the profile that this domain answers, by the check that refuses. */
  private enum Kind {
    NOT_REQUESTABLE_KIND(NOT_REQUESTABLE, "not_requestable", 400, "The denial is not requestable"),
    EXPIRED(BindingTokens.EXPIRED, "expired_denial", 410, "The denial has expired"),
    BINDING(
        BindingTokens.BINDING,
        "invalid_denial_binding",
        400,
        "The request is not bound to a denial"),
    DUPLICATE(AccessRequests.DUPLICATE, "duplicate_request", 409, "The key names another request"),
    UNKNOWN(AccessRequests.UNKNOWN, "unknown_task", 404, "The task is not known"),
    STATE(AccessRequests.STATE, "invalid_task_state", 409, "The task has another state");

    private final String check;
    private final String name;
    private final int status;
    private final String title;

    Kind(String check, String name, int status, String title) {
      this.check = check;
      this.name = name;
      this.status = status;
      this.title = title;
    }
  }

  private final Kind kind;

  private AccessRequestFault(Kind kind, ProblemException refusal) {
    super(refusal.detail(), refusal);
    this.kind = kind;
  }

  /** The form that the profile has for a refusal; empty if it has none. */
  static Optional<AccessRequestFault> of(ProblemException refusal) {
    return Arrays.stream(Kind.values())
        .filter(each -> each.check.equals(refusal.check()))
        .findFirst()
        .map(each -> new AccessRequestFault(each, refusal));
  }

  /** Of a question that is permitted by now, or that no approval would have permitted. */
  static ProblemException notRequestable() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        NOT_REQUESTABLE,
        "The question is not denied any more, or an approval would not end the denial.");
  }

  /** The members of the problem document. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", PREFIX + kind.name);
    members.put("title", kind.title);
    members.put("status", kind.status);
    members.put("detail", getMessage());
    return members;
  }

  /** Answers such refusals. */
  public static final class Mapper implements ExceptionMapper<AccessRequestFault> {
    @Override
    public Response toResponse(AccessRequestFault fault) {
      return Response.status(fault.kind.status)
          .type(Problem.MEDIA_TYPE)
          .header(HttpHeaders.CACHE_CONTROL, "no-store")
          .entity(JsonText.of(fault.members()))
          .build();
    }
  }
}
