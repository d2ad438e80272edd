package org.bailiwick.client.http;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Reads bodies of answers, those of refusals as problem documents (RFC 9457) or OAuth errors (RFC
 * 6749 section 5.2).
 */
final class AnswerBody {
  private static final Map<String, ProblemType> OAUTH_ERRORS =
      Map.of(
          "invalid_client", ProblemType.CREDENTIAL_NOT_TRUSTED,
          "invalid_grant", ProblemType.ACCESS_TOKEN_INVALID,
          "invalid_scope", ProblemType.SCOPE_TOO_WIDE,
          "unauthorized_client", ProblemType.POLICY_DENIED,
          "invalid_target", ProblemType.POLICY_DENIED,
          "access_denied", ProblemType.POLICY_DENIED);

  private AnswerBody() {}

  static JsonObject object(byte[] body) {
    if (body.length == 0) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    try {
      return StrictJson.object(body);
    } catch (ProblemException e) {
      throw JsonEndpoint.unavailable(
          "answer-not-json", "The server's answer is not a JSON object", e);
    }
  }

  /** The refusal with the type and detail that the server gave. */
  static ProblemException refusal(int status, byte[] body) {
    JsonObject document = object(body);
    if (document.containsKey("error")) {
      String error = document.getString("error", "");
      String detail = error + ": " + document.getString("error_description", "no description");
      ProblemType type = OAUTH_ERRORS.getOrDefault(error, ProblemType.MALFORMED_REQUEST);
      return new ProblemException(type, ServerRefusal.CHECK, detail);
    }
    String detail = document.getString("detail", "The server answered with status " + status);
    return ProblemType.find(document.getString("type", ""))
        .map(type -> new ProblemException(type, ServerRefusal.CHECK, detail))
        .map(refusal -> ServerRefusal.of(refusal, document.getString("instance", "")))
        .orElseGet(() -> JsonEndpoint.unavailable("answer-not-understood", detail, null));
  }
}
