package org.bailiwick.node.json;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Refuses JSON that can be read in two ways: duplicate member names (RFC 8259 section 4 leaves them
 * open), bytes that are not UTF-8, anything after the value, nesting deeper than 64, and numbers
 * beyond what a double holds, on which readers choke or spend minutes (RFC 7493 section 2.2).
 */
public final class StrictJson {
  private static final int MAX_DEPTH = 64;
  private static final Pattern PLAIN_NUMBER =
      Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?");

  /** Kept, since each call of {@code Json} looks for the provider anew. */
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private StrictJson() {}

  /**
   * Returns normally when the bytes hold exactly one JSON value without duplicates.
   *
   * @throws ProblemException MALFORMED_REQUEST with check json-encoding, json-syntax,
   *     json-duplicate-member, json-depth or json-number
   */
  public static void check(byte[] body) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(decode(body)))) {
      Deque<Set<String>> open = new ArrayDeque<>();
      while (parser.hasNext()) {
        step(parser, open);
      }
    } catch (JsonException | IllegalStateException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "json-syntax", "The body is not well-formed JSON.", e);
    }
  }

  private static void step(JsonParser parser, Deque<Set<String>> open) {
    switch (parser.next()) {
      case START_OBJECT, START_ARRAY -> {
        open.push(new HashSet<>());
        if (open.size() > MAX_DEPTH) {
          throw refusal("json-depth", "The JSON is nested too deeply.");
        }
      }
      case END_OBJECT, END_ARRAY -> open.pop();
      case KEY_NAME -> {
        if (!open.element().add(parser.getString())) {
          throw refusal("json-duplicate-member", "A JSON member appears twice.");
        }
      }
      case VALUE_NUMBER -> {
        if (!PLAIN_NUMBER.matcher(parser.getString()).matches()) {
          throw refusal("json-number", "A JSON number is too long or too large.");
        }
      }
      default -> {
        // Other values need no look: only structure can be ambiguous.
      }
    }
  }

  private static String decode(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "json-encoding", "The body is not UTF-8.", e);
    }
  }

  private static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
