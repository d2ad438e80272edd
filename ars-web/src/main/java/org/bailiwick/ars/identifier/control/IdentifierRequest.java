package org.bailiwick.ars.identifier.control;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The JSON body of a request about an identifier.
 *
 * @param agent the agent that gets it, in an officer's request
 * @param proof a compact JWS, in an agent's
 */
record IdentifierRequest(Identifier identifier, Optional<String> agent, Optional<String> proof) {
  private static final String IDENTIFIER = "identifier";
  private static final String AGENT = "agent";
  private static final String PROOF = "proof";
  private static final String DOCUMENT = "a request about an identifier";

  /** An agent's: {@code identifier}, and {@code proof} where the scheme wants one. */
  static IdentifierRequest ofAgent(String body) {
    JsonObject json = read(body, Set.of(IDENTIFIER, PROOF));
    return new IdentifierRequest(identifier(json), Optional.empty(), find(json, PROOF));
  }

  /** An officer's: {@code identifier} and {@code agent}. */
  static IdentifierRequest ofOfficer(String body) {
    JsonObject json = read(body, Set.of(IDENTIFIER, AGENT));
    return new IdentifierRequest(
        identifier(json),
        Optional.of(find(json, AGENT).orElseThrow(missing(AGENT))),
        Optional.empty());
  }

  private static JsonObject read(String body, Set<String> members) {
    JsonObject json = StrictJson.object(body);
    DefinedMembers.require(json, members, "", DOCUMENT);
    return json;
  }

  private static Identifier identifier(JsonObject json) {
    return Identifier.parse(find(json, IDENTIFIER).orElseThrow(missing(IDENTIFIER)));
  }

  private static Optional<String> find(JsonObject json, String name) {
    JsonValue value = json.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonString text) {
      return Optional.of(text.getString());
    }
    throw malformed("The member " + name + " is a string");
  }

  private static Supplier<ProblemException> missing(String name) {
    return () -> malformed("The member " + name + " is missing");
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "identifier-member", detail);
  }
}
