package org.bailiwick.command.proxy;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
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
import java.util.stream.Stream;

/**
 * Tokens that came in answers. The agent gets a handle in the place of each, which is worth nothing
 * but to this proxy and only while the token lives; a refresh token is not even kept.
 */
final class TokenVault {
  private static final Set<String> KEPT = Set.of("access_token", "id_token");
  private static final Set<String> DROPPED =
      Set.of("refresh_token", "client_secret", "device_secret");
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
   * The answer's text with handles for tokens, wherever in its JSON they are. A text that names
   * tokens and is not JSON is withheld: it can't be said what in it is one.
   */
  String keep(String body, String origin) {
    if (Stream.concat(KEPT.stream(), DROPPED.stream()).noneMatch(body::contains)) {
      return body;
    }
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return replaced(reader.readValue(), origin).toString();
    } catch (JsonException | IllegalStateException e) {
      throw Refusals.unavailable("answer-tokens", "The answer names tokens and is not JSON", null);
    }
  }

  private JsonValue replaced(JsonValue value, String origin) {
    return switch (value) {
      case JsonObject object -> replaced(object, origin);
      case JsonArray array -> {
        JsonArrayBuilder shown = Json.createArrayBuilder();
        array.forEach(each -> shown.add(replaced(each, origin)));
        yield shown.build();
      }
      default -> value;
    };
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
