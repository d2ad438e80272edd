package org.bailiwick.command.proxy;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Tokens that came in answers. The agent gets a handle in the place of each, which is worth nothing
 * but to this proxy and only while the token lives; a refresh token is not even kept.
 */
final class TokenVault {
  private static final Set<String> KEPT = Set.of("access_token", "id_token");
  private static final Set<String> DROPPED =
      Set.of("refresh_token", "client_secret", "device_secret");
  private static final Pattern JSON = Pattern.compile("(?i)^[\\w.+-]+/([\\w.+-]+\\+)?json\\b");
  private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})");

  /** Of two members of one name the agent would see the one that was not judged. */
  private static final JsonReaderFactory READERS =
      Json.createReaderFactory(Map.of("org.eclipse.parsson.rejectDuplicateKeys", true));

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST = 256;
  private static final int HANDLE_OCTETS = 24;

  /** A token, where it came from, and when it ends. */
  record Token(String text, String origin, Instant end) {
    /** Without the token. */
    @Override
    public String toString() {
      return "Token[" + origin + " " + end + "]";
    }
  }

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Token> tokens = new LinkedHashMap<>();

  TokenVault(Clock clock) {
    this.clock = clock;
  }

  /**
   * The answer's text with handles for tokens, wherever in its JSON they are, in JSON within a
   * string too. It is read first and judged then: a name may be written in many ways (RFC 8259
   * section 7). What says that it is JSON and can't be read, or is no JSON and names tokens, is
   * withheld: it can't be said what in it is one.
   *
   * @param type the answer's media type, empty if it has none
   */
  String keep(String body, String type, String origin) {
    try (JsonReader reader = READERS.createReader(new StringReader(body))) {
      JsonValue value = reader.readValue();
      JsonValue shown = replaced(value, origin);
      return shown.equals(value) ? body : shown.toString();
    } catch (JsonException | IllegalStateException e) {
      if (!body.isBlank() && JSON.matcher(type).find()) {
        throw withheld("The answer is said to be JSON and cannot be read");
      }
      if (namesTokens(body)) {
        throw withheld("The answer names tokens and is not JSON");
      }
      return body;
    }
  }

  private static ProblemException withheld(String detail) {
    return Refusals.unavailable("answer-tokens", detail, null);
  }

  /** Also as forms and strings of JSON write them: {@code %5f}, {@code \\u005f}. */
  private static boolean namesTokens(String body) {
    String plain =
        ESCAPED
            .matcher(body)
            .replaceAll(
                found -> {
                  String hex = found.group(1) == null ? found.group(2) : found.group(1);
                  char written = (char) Integer.parseInt(hex, 16);
                  return Matcher.quoteReplacement(String.valueOf(written));
                });
    return Stream.concat(KEPT.stream(), DROPPED.stream()).anyMatch(plain::contains);
  }

  private JsonValue replaced(JsonValue value, String origin) {
    return switch (value) {
      case JsonObject object -> replaced(object, origin);
      case JsonArray array -> {
        JsonArrayBuilder shown = Json.createArrayBuilder();
        array.forEach(each -> shown.add(replaced(each, origin)));
        yield shown.build();
      }
      case JsonString text -> within(text, origin);
      default -> value;
    };
  }

  /** A string that is JSON itself: an answer that a place passes on from another. */
  private JsonValue within(JsonString text, String origin) {
    String inner = text.getString().strip();
    if (!inner.startsWith("{") && !inner.startsWith("[")) {
      return text;
    }
    try (JsonReader reader = READERS.createReader(new StringReader(inner))) {
      JsonValue value = reader.readValue();
      JsonValue shown = replaced(value, origin);
      return shown.equals(value) ? text : Json.createValue(shown.toString());
    } catch (JsonException | IllegalStateException e) {
      if (namesTokens(inner)) {
        throw withheld("The answer names tokens in a text that is not JSON");
      }
      return text;
    }
  }

  private JsonObject replaced(JsonObject object, String origin) {
    Duration life =
        object.get("expires_in") instanceof JsonNumber seconds
            ? Duration.ofSeconds(Math.max(0, Math.min(seconds.longValue(), LONGEST.toSeconds())))
            : LONGEST;
    JsonObjectBuilder shown = Json.createObjectBuilder();
    for (Map.Entry<String, JsonValue> member : object.entrySet()) {
      String name = member.getKey();
      if (KEPT.contains(name) && member.getValue() instanceof JsonString token) {
        shown.add(name, put(new Token(token.getString(), origin, clock.instant().plus(life))));
      } else if (!DROPPED.contains(name) && !KEPT.contains(name)) {
        shown.add(name, replaced(member.getValue(), origin));
      }
    }
    return shown.build();
  }

  private synchronized String put(Token token) {
    tokens.values().removeIf(each -> !clock.instant().isBefore(each.end()));
    if (tokens.size() >= MOST) {
      tokens.remove(tokens.keySet().iterator().next());
    }
    byte[] octets = new byte[HANDLE_OCTETS];
    random.nextBytes(octets);
    String handle = "kept:" + Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    tokens.put(handle, token);
    return handle;
  }

  /** The token of a handle, for this destination. */
  synchronized Token open(String handle, Destination destination) {
    Token token = tokens.get(handle);
    if (token == null || !clock.instant().isBefore(token.end())) {
      throw Refusals.denied("token-handle", "There is no such token, or it has ended");
    }
    if (!destination.tokensFrom().contains(token.origin())) {
      throw Refusals.denied("token-destination", "The token is not for this destination");
    }
    return token;
  }
}
