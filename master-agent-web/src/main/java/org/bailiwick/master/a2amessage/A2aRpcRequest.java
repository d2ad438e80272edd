package org.bailiwick.master.a2amessage;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.function.Consumer;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A request of JSON-RPC 2.0 (section 4). A batch is refused, because no operation of A2A is a part
 * of one; so is a notification, because each operation has an answer.
 *
 * @param id the id as JSON text
 * @param params the members of the parameters, as JSON texts
 */
public record A2aRpcRequest(String id, String method, Map<String, String> params) {

  /** What stands for the id of a request that cannot be read (JSON-RPC 2.0 section 5). */
  public static final String NO_ID = "null";

  private static final int ID_LENGTH = 256;
  private static final int METHOD_LENGTH = 100;

  public A2aRpcRequest {
    params = Map.copyOf(params);
  }

  /**
   * Reads the body of a request.
   *
   * @param known takes the id as soon as it is read, since a refusal is answered with it, too
   * @throws ProblemException with reason INVALID_REQUEST or INVALID_PARAMS
   */
  public static A2aRpcRequest read(String body, Consumer<String> known) {
    if (body.stripLeading().startsWith("[")) {
      throw invalid("rpc-batch", "Batches are not served; send each request by itself.");
    }
    if (!body.stripLeading().startsWith("{")) {
      throw invalid("rpc-form", "The body must be a request object of JSON-RPC 2.0.");
    }
    Map<String, String> members = JsonTexts.members(body, Integer.MAX_VALUE);
    String id = id(members.get("id"));
    known.accept(id);
    if (!"\"2.0\"".equals(members.get("jsonrpc"))) {
      throw invalid("rpc-version", "jsonrpc must be \"2.0\".");
    }
    String params = members.getOrDefault("params", "{}");
    if (!params.startsWith("{")) {
      throw A2aError.INVALID_PARAMS.refusal("rpc-params", "params must be an object.");
    }
    return new A2aRpcRequest(
        id, method(members.get("method")), JsonTexts.members(params, Integer.MAX_VALUE));
  }

  private static String id(String text) {
    if (text == null) {
      throw invalid("rpc-id", "The request needs an id.");
    }
    if (text.length() <= ID_LENGTH && !text.equals(NO_ID)) {
      JsonValue value = StrictJson.value(text);
      if (value instanceof JsonString
          || (value instanceof JsonNumber number && number.isIntegral())) {
        return text;
      }
    }
    throw invalid("rpc-id", "id must be a short string or a whole number.");
  }

  private static String method(String text) {
    if (text != null
        && text.length() <= METHOD_LENGTH
        && StrictJson.value(text) instanceof JsonString method) {
      return method.getString();
    }
    throw invalid("rpc-method", "method must be a string.");
  }

  private static ProblemException invalid(String check, String detail) {
    return A2aError.INVALID_REQUEST.refusal(check, detail);
  }
}
