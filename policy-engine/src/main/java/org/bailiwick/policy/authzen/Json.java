package org.bailiwick.policy.authzen;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/**
 * Reads and writes JSON; a member that comes twice and a document that is too deep or has too many
 * parts are refused.
 */
final class Json {
  private static final int DEEPEST = 32;
  private static final int LONGEST_NUMBER = 100;

  /** Two hundred for each question of a full batch; small values need much memory and time. */
  private static final int MOST_TOKENS = 20_000;

  private static final ObjectMapper READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxTokenCount(MOST_TOKENS)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Escapes what is not ASCII, since a log in UTF-8 could not hold half of a surrogate pair. */
  private static final ObjectMapper WRITER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final ObjectMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private Json() {}

  static Map<?, ?> object(byte[] body) throws BadQuestionException {
    Object read;
    try {
      read = READER.readValue(body, Object.class);
    } catch (IOException e) {
      throw new BadQuestionException(
          "The body is not JSON of at most %d levels and %d tokens."
              .formatted(DEEPEST, MOST_TOKENS));
    }
    if (read instanceof Map<?, ?> object) {
      return object;
    }
    throw new BadQuestionException("The body is not a JSON object.");
  }

  static String text(Object value) {
    return text(WRITER, value);
  }

  /** The same text for the same values, in whatever order the members came. */
  static String canonical(Object value) {
    return text(SORTED, value);
  }

  private static String text(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("these values are always JSON", e);
    }
  }
}
