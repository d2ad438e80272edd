package org.bailiwick.ars.eventstream;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.ars.eventstream.EventStream.Method;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.outbound.Origin;

/**
 * What a receiver says of its stream (SSF 1.0 section 8.1.1).
 *
 * @param events the kinds of events that it wants; empty if it does not say
 * @param description its own words; empty if it does not say
 * @param method how it wants tokens; empty if it does not say
 * @param endpoint where they are posted; for a receiver that polls empty
 * @param told the members that the registry itself gives, as the receiver has sent them back
 */
record StreamRequest(
    Optional<List<String>> events,
    Optional<String> description,
    Optional<Method> method,
    Optional<Endpoint> endpoint,
    JsonObject told) {

  static final String DELIVERY = "delivery";
  static final String DESCRIPTION = "description";
  static final String REQUESTED = "events_requested";
  static final String ENDPOINT = "endpoint_url";

  /** The members that the registry gives and a receiver may send back. */
  static final Set<String> TOLD =
      Set.of(
          "stream_id",
          "iss",
          "aud",
          "events_supported",
          "events_delivered",
          "min_verification_interval",
          "inactivity_timeout");

  private static final Set<String> SAID = Set.of(REQUESTED, DESCRIPTION, DELIVERY);
  private static final int MOST_EVENTS = 50;
  private static final int MOST_DESCRIPTION = 500;
  private static final int MOST_URL = 2048;
  private static final Pattern EVENT = Pattern.compile("[!-~]{1,300}");
  private static final Pattern HEADER = Pattern.compile("[!-~](?:[ -~]{0,2046}[!-~])?");

  /**
   * Reads a body.
   *
   * @throws ProblemException malformed-request
   */
  static StreamRequest parse(String body) {
    JsonObject members = StrictJson.object(body);
    for (String name : members.keySet()) {
      if (!SAID.contains(name) && !TOLD.contains(name)) {
        throw malformed("stream-member-unknown", "A stream has no member of one of these names");
      }
    }
    Optional<JsonObject> delivery = delivery(members.get(DELIVERY));
    Optional<Method> method = delivery.map(StreamRequest::method);
    return new StreamRequest(
        Optional.ofNullable(members.get(REQUESTED)).map(StreamRequest::events),
        Optional.ofNullable(members.get(DESCRIPTION)).map(StreamRequest::description),
        method,
        delivery.filter(said -> method.orElseThrow() == Method.PUSH).map(StreamRequest::endpoint),
        members);
  }

  /** The address that a receiver that polls has sent back, if it has. */
  Optional<String> pollUrl() {
    return method
        .filter(Method.POLL::equals)
        .map(polls -> told.getJsonObject(DELIVERY))
        .filter(said -> said.containsKey(ENDPOINT))
        .map(said -> string(said.get(ENDPOINT)));
  }

  private static Optional<JsonObject> delivery(JsonValue value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonObject said
        && Set.of("method", ENDPOINT, "authorization_header").containsAll(said.keySet())) {
      return Optional.of(said);
    }
    throw malformed(
        "stream-delivery", "delivery has the members method, endpoint_url, authorization_header");
  }

  private static Method method(JsonObject delivery) {
    String urn = string(delivery.get("method"));
    for (Method each : Method.values()) {
      if (each.urn().equals(urn)) {
        return each;
      }
    }
    throw malformed("stream-method", "The method of delivery is urn:ietf:rfc:8935 or …:8936");
  }

  private static Endpoint endpoint(JsonObject delivery) {
    String url = string(delivery.get(ENDPOINT));
    try {
      URI uri = URI.create(url);
      if (url.length() <= MOST_URL && uri.getRawFragment() == null) {
        Origin unused = Origin.of(uri); // throws for what is no https URL
        return new Endpoint(uri, authorization(delivery.get("authorization_header")));
      }
    } catch (IllegalArgumentException e) {
      throw endpointRefused(e);
    }
    throw endpointRefused(null);
  }

  private static ProblemException endpointRefused(Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "stream-endpoint",
        "endpoint_url is an https URL of at most 2048 characters, without user and fragment",
        cause);
  }

  private static Optional<String> authorization(JsonValue value) {
    if (value == null) {
      return Optional.empty();
    }
    String header = string(value);
    if (!HEADER.matcher(header).matches()) {
      throw malformed(
          "stream-authorization",
          "authorization_header is 1 to 2048 printable characters of ASCII");
    }
    return Optional.of(header);
  }

  private static List<String> events(JsonValue value) {
    if (value instanceof JsonArray array && array.size() <= MOST_EVENTS) {
      Set<String> uris = new LinkedHashSet<>();
      array.forEach(each -> uris.add(string(each)));
      if (uris.stream().allMatch(uri -> EVENT.matcher(uri).matches())) {
        return List.copyOf(uris);
      }
    }
    throw malformed("stream-events", "events_requested has at most 50 URIs of kinds of events");
  }

  private static String description(JsonValue value) {
    String text = string(value);
    if (text.isEmpty() || PlainText.isText(text, MOST_DESCRIPTION)) {
      return text;
    }
    throw malformed("stream-description", "description has at most 500 visible characters");
  }

  private static String string(JsonValue value) {
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw malformed("stream-member-type", "A member of the stream is missing or no text");
  }

  static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
