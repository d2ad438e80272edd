package org.bailiwick.node.jose;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * Header or claims of a compact JWS: base64url of a JSON object in UTF-8. jose4j's parser refuses
 * duplicate members.
 */
final class JsonPart {
  private static final int MAX_DEPTH = 16;

  private JsonPart() {}

  static Optional<Map<String, Object>> decode(String part) {
    return text(part).flatMap(JsonPart::object);
  }

  /** Empty when it is not base64url of UTF-8. */
  static Optional<String> text(String part) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(part));
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException | IllegalArgumentException notText) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, Object>> object(String json) {
    try {
      return Optional.of(JsonUtil.parseJson(json)).filter(members -> isShallow(members, MAX_DEPTH));
    } catch (JoseException notAnObject) {
      return Optional.empty();
    }
  }

  // jose4j parses without recursion; who reads the claims later may not.
  private static boolean isShallow(Object value, int left) {
    return switch (value) {
      case Map<?, ?> members ->
          left > 0 && members.values().stream().allMatch(member -> isShallow(member, left - 1));
      case List<?> items -> left > 0 && items.stream().allMatch(item -> isShallow(item, left - 1));
      case null, default -> true;
    };
  }
}
