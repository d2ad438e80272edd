package org.bailiwick.node.jose;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * Header or claims of a compact JWS: base64url of a JSON object in UTF-8. jose4j's parser refuses
 * duplicate members.
 */
final class JsonPart {
  private JsonPart() {}

  static Optional<Map<String, Object>> decode(String part) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(part));
      String json = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return Optional.of(JsonUtil.parseJson(json));
    } catch (CharacterCodingException | IllegalArgumentException | JoseException e) {
      return Optional.empty();
    }
  }
}
