package org.bailiwick.ars.transfer;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A record as an officer brings it. Of its signed attributes only the certificate is read.
 *
 * @param text why it is in quarantine, if it is
 * @param returnsTo the state after its quarantine; {@code LISTED} outside of one
 * @param unsigned what its agent said of itself
 */
record GivenRecord(
    String identifier,
    X509Certificate certificate,
    AgentState state,
    Instant since,
    String text,
    AgentState returnsTo,
    Optional<JsonObject> unsigned) {

  /** A version 7 UUID (RFC 9562), which is what this registry gives. */
  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private static final int MOST_TEXT = 500;
  private static final int MOST_CERTIFICATE = 16_384;

  /**
   * Reads a line of an export; other members than those that count are not looked at.
   *
   * @throws ProblemException malformed-request, naming the member
   */
  static GivenRecord parse(JsonObject record) {
    AgentState state = state(record, "state");
    String text = record.containsKey("state_text") ? text(record, "state_text") : "";
    if (!text.isEmpty() && !PlainText.isText(text, MOST_TEXT)) {
      throw malformed("state_text");
    }
    JsonValue said = record.get("unsigned");
    if (said != null && !(said instanceof JsonObject)) {
      throw malformed("unsigned");
    }
    return new GivenRecord(
        identifier(record),
        certificate(record),
        state,
        since(record),
        text,
        record.containsKey("returns_to") ? state(record, "returns_to") : AgentState.LISTED,
        Optional.ofNullable((JsonObject) said));
  }

  boolean isQuarantined() {
    return state == AgentState.QUARANTINED;
  }

  /** The state that it has, or would have without its quarantine. */
  AgentState stateAfterQuarantine() {
    return isQuarantined() ? returnsTo : state;
  }

  private static String identifier(JsonObject record) {
    String identifier = text(record, "id");
    if (!IDENTIFIER.matcher(identifier).matches()) {
      throw malformed("id");
    }
    return identifier;
  }

  private static X509Certificate certificate(JsonObject record) {
    String encoded = text(record, "certificate");
    try {
      if (encoded.length() <= MOST_CERTIFICATE) {
        return Pem.certificate(Base64.getDecoder().decode(encoded));
      }
    } catch (IllegalArgumentException | ProblemException e) {
      throw malformed("certificate");
    }
    throw malformed("certificate");
  }

  private static AgentState state(JsonObject record, String name) {
    String text = text(record, name);
    return Arrays.stream(AgentState.values())
        .filter(state -> state.text().equals(text))
        .findFirst()
        .orElseThrow(() -> malformed(name));
  }

  private static Instant since(JsonObject record) {
    try {
      return Instant.parse(text(record, "state_since"));
    } catch (DateTimeException e) {
      throw malformed("state_since");
    }
  }

  private static String text(JsonObject record, String name) {
    if (record.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw malformed(name);
  }

  private static ProblemException malformed(String member) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "record-member",
        "The member " + member + " of the record is missing or not of its form");
  }
}
