package org.bailiwick.client.work;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The body of an order: capability, input, results of earlier steps and references to them, and a
 * digest by which a repeated order is recognised.
 */
record OrderBody(
    Capability capability,
    JsonValue input,
    JsonObject results,
    JsonObject resultReferences,
    String digest) {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /**
   * The most octets that are read of a body that is too large, so that the sender reads the
   * refusal.
   */
  private static final int MAX_DRAINED = 4 * MAX_BYTES;

  /** Reads the whole body before any check, since a sender reads a refusal only after sending. */
  static byte[] octets(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      drain(in);
      throw new ProblemException(
          ProblemType.REQUEST_TOO_LARGE, "body-size", "The request is larger than 4 MiB");
    }
    return bytes;
  }

  /** Reads the rest; {@code skip} of the server's stream would skip past the end of the body. */
  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    int drained = 0;
    int read = in.read(buffer);
    while (read >= 0 && drained < MAX_DRAINED) {
      drained += read;
      read = in.read(buffer);
    }
  }

  static OrderBody parse(byte[] bytes) {
    JsonObject body = object(bytes);
    JsonValue results = body.getOrDefault("results", JsonValue.EMPTY_JSON_OBJECT);
    JsonValue input = body.getOrDefault("input", JsonValue.EMPTY_JSON_OBJECT);
    JsonValue references = body.getOrDefault("result_references", JsonValue.EMPTY_JSON_OBJECT);
    if (body.get("capability") instanceof JsonString name
        && results instanceof JsonObject object
        && references instanceof JsonObject named) {
      String digest =
          named.isEmpty() ? digest(name, input, object) : digest(name, input, object, named);
      return new OrderBody(Capability.parse(name.getString()), input, object, named, digest);
    }
    throw malformed(null);
  }

  private static JsonObject object(byte[] bytes) {
    try {
      return StrictJson.object(bytes);
    } catch (ProblemException e) {
      throw malformed(e);
    }
  }

  private static String digest(JsonValue... parts) {
    return Sha256.hex(Json.createArrayBuilder(List.of(parts)).build().toString());
  }

  private static ProblemException malformed(Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "order-body",
        "The body is not a JSON object with capability, input and results",
        cause);
  }
}
