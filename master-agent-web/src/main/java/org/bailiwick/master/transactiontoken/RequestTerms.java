package org.bailiwick.master.transactiontoken;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * What a workload says in the parameters {@code request_context} and {@code request_details} of its
 * request (Txn-Tokens section 11.1) and the new token keeps, in {@code rctx}. Only these two
 * members are kept, because neither gives a right: one restricts the token to an order, the other
 * names a request for the logs. All else in {@code rctx} and {@code tctx} is this server's own
 * knowledge; what the workload says of it must be the same, and what is unknown is left out.
 *
 * @param requestId the id of the workload's own request, member {@code request_id}
 * @param orderSha256 hex SHA-256 of the body of the only order that the token is for, member {@code
 *     order_sha256}
 */
public record RequestTerms(Optional<String> requestId, Optional<String> orderSha256) {

  /** A request that says nothing of itself. */
  public static final RequestTerms NONE = new RequestTerms(Optional.empty(), Optional.empty());

  private static final String CONTEXT = "request-context";
  private static final String DETAILS = "request-details";
  private static final String REQUEST_ID = "request_id";
  private static final String ORDER = "order_sha256";
  private static final Set<String> TRANSACTION = Set.of("job", "purpose", "caller");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_LENGTH = 4096;
  private static final int MAX_DEPTH = 4;

  /**
   * Reads both parameters of a request for a token of this transaction.
   *
   * @param transaction the claim {@code tctx}
   * @throws ProblemException malformed-request when a parameter is no JSON object, is too long or
   *     too deep, says something else of the transaction, or has a malformed member that is kept
   */
  public static RequestTerms parse(
      Optional<String> context, Optional<String> details, JsonObject transaction) {
    Map<String, Object> told = details.map(text -> members(DETAILS, text)).orElseGet(Map::of);
    requireSame(told, transaction);
    return new RequestTerms(
        text(
            context.map(text -> members(CONTEXT, text)).orElseGet(Map::of),
            REQUEST_ID,
            ID,
            CONTEXT + "-id"),
        text(told, ORDER, SHA_256, DETAILS + "-order"));
  }

  private static Map<String, Object> members(String parameter, String text) {
    if (text.length() > MAX_LENGTH) {
      throw refused(parameter + "-size", "It is longer than " + MAX_LENGTH + " characters.");
    }
    try {
      return StrictJson.members(text, MAX_DEPTH);
    } catch (ProblemException e) {
      throw refused(parameter + "-form", e.detail());
    }
  }

  /** A workload that is wrong about its transaction would go on with the wrong one. */
  private static void requireSame(Map<String, Object> told, JsonObject transaction) {
    for (String member : TRANSACTION) {
      if (told.containsKey(member) && !transaction.getString(member, "").equals(told.get(member))) {
        throw refused(DETAILS + "-differ", "The transaction is another.");
      }
    }
  }

  private static Optional<String> text(
      Map<String, Object> members, String name, Pattern form, String check) {
    if (!members.containsKey(name)) {
      return Optional.empty();
    }
    if (members.get(name) instanceof String text && form.matcher(text).matches()) {
      return Optional.of(text);
    }
    throw refused(check, "The member " + name + " has another form.");
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        check,
        (check.startsWith(CONTEXT) ? "request_context: " : "request_details: ") + detail);
  }

  void addTo(JsonObjectBuilder rctx) {
    requestId.ifPresent(id -> rctx.add(REQUEST_ID, id));
    orderSha256.ifPresent(digest -> rctx.add(ORDER, digest));
  }

  static RequestTerms of(JsonObject rctx) {
    return new RequestTerms(member(rctx, REQUEST_ID), member(rctx, ORDER));
  }

  private static Optional<String> member(JsonObject rctx, String name) {
    JsonValue value = rctx.get(name);
    return value instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
  }
}
