package org.bailiwick.client.work;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The results of earlier steps that are too long to be a part of an order. The Master Agent has
 * them, and gives them while the order's token counts.
 */
public final class ResultReferences {

  /** An order without such results. */
  public static final ResultReferences NONE =
      new ResultReferences(JsonValue.EMPTY_JSON_OBJECT, Map.of(), null, "");

  /**
   * A result of an earlier step.
   *
   * @param sha256 hex digest of the result
   * @param size its length in octets
   */
  public record Reference(URI href, String sha256, long size) {

    private static Reference of(JsonValue json) {
      try {
        JsonObject reference = json.asJsonObject();
        return new Reference(
            new URI(reference.getString("href")),
            reference.getString("sha256"),
            reference.getJsonNumber("size").longValueExact());
      } catch (ClassCastException
          | NullPointerException
          | ArithmeticException
          | URISyntaxException e) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "order-body",
            "A reference of the order lacks href, sha256 or size",
            e);
      }
    }
  }

  private final JsonObject json;
  private final Map<String, Reference> references;
  private final JsonEndpoint master;
  private final String token;

  private ResultReferences(
      JsonObject json, Map<String, Reference> references, JsonEndpoint master, String token) {
    this.json = json;
    this.references = references;
    this.master = master;
    this.token = token;
  }

  /** The references of an order, which came with this token. */
  static ResultReferences of(JsonObject json, JsonEndpoint master, String token) {
    Map<String, Reference> references = new TreeMap<>();
    json.forEach((step, reference) -> references.put(step, Reference.of(reference)));
    return new ResultReferences(json, references, master, token);
  }

  /** The steps with such a result. */
  public Set<String> steps() {
    return Set.copyOf(references.keySet());
  }

  /** The member {@code result_references} of the order. */
  public JsonObject json() {
    return json;
  }

  /**
   * The result of a step, which is JSON in UTF-8, from its first octet. What is read counts only
   * when the end was read: it throws an {@link java.io.IOException} there if the length or the
   * digest is another one than the order says. The caller closes it.
   *
   * <p>The reference must lead to this agent's Master Agent, since the order may come from another
   * agent, and the token must not.
   *
   * @throws ProblemException malformed-request if the order has no such reference or it leads
   *     elsewhere; what the Master Agent refuses
   */
  public InputStream open(String step) {
    Reference reference = references.get(step);
    if (reference == null || !master.has(reference.href())) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "result-reference",
          "The order has no reference to a result of this step at the Master Agent");
    }
    return new VerifiedResult(
        master.open(reference.href().toString(), Map.of(TransactionTokenVerifier.HEADER, token)),
        reference);
  }

  /**
   * The result of a step as JSON, if it has at most so many octets.
   *
   * @throws ProblemException as {@link #open}; request-too-large with check result-size;
   *     dependency-unavailable with check result-not-read if it does not come whole
   */
  public JsonValue value(String step, int most) {
    try (InputStream in = open(step)) {
      byte[] octets = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new ProblemException(
            ProblemType.REQUEST_TOO_LARGE,
            "result-size",
            "A result of an earlier step is larger than " + most + " octets");
      }
      return StrictJson.value(octets);
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "result-not-read",
          "A result of an earlier step did not come whole",
          e);
    }
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return references.toString();
  }
}
