package org.bailiwick.node.jose;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** Decodes header or claims of a compact JWS: base64url of a JSON object in UTF-8. */
final class JsonPart {
  private static final int MAX_DEPTH = 16;

  private JsonPart() {}

  static Optional<Map<String, Object>> decode(String part) {
    return text(part).flatMap(JsonPart::members);
  }

  /** Empty when it is not base64url of UTF-8. */
  static Optional<String> text(String part) {
    try {
      return Optional.of(StrictJson.text(Base64.getUrlDecoder().decode(part)));
    } catch (ProblemException | IllegalArgumentException notText) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, Object>> members(String json) {
    try {
      return Optional.of(StrictJson.members(json, MAX_DEPTH));
    } catch (ProblemException notAnObject) {
      return Optional.empty();
    }
  }
}
