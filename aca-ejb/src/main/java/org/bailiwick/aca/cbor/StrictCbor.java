package org.bailiwick.aca.cbor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Reads one CBOR value (RFC 8949) in preferred serialization, of the types that attestation needs.
 * The form is checked before the library sees an octet, since the library accepts other forms too.
 *
 * <p>Values are Long, Double, Boolean, String, {@link Octets}, List and Map; null is null. A key is
 * its text, or its number in decimal; a text key that looks like a number is refused.
 */
public final class StrictCbor {

  static final CBORFactory FACTORY = new CBORFactory();

  private final JsonParser parser;

  private StrictCbor(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The value of all these octets; {@code what} names them in refusals.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code <what>-cbor}
   */
  public static Object read(String what, byte[] octets) {
    if (!CborForm.isPreferred(octets)) {
      throw malformed(what, null);
    }
    try (JsonParser parser = FACTORY.createParser(octets)) {
      parser.nextToken();
      return new StrictCbor(parser).value();
    } catch (IOException | IllegalStateException unreadable) {
      throw malformed(what, unreadable);
    }
  }

  private Object value() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members();
      case START_ARRAY -> items();
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_EMBEDDED_OBJECT -> Octets.of(parser.getBinaryValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME ->
          throw new IllegalStateException("no value");
    };
  }

  private Map<String, Object> members() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (members.containsKey(name)) {
        throw new IllegalStateException("a key occurs twice");
      }
      members.put(name, value());
    }
    return members;
  }

  private List<Object> items() throws IOException {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value());
    }
    return items;
  }

  private static ProblemException malformed(String what, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        what + "-cbor",
        "The " + what + " is not one CBOR value in preferred serialization with unique keys.",
        cause);
  }
}
