package org.bailiwick.proxy.call;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.proxy.rules.Destination;
import org.bailiwick.proxy.rules.JsonMembers;
import org.bailiwick.proxy.rules.Refusals;

/**
 * Keeps the tokens in answers. The agent gets a handle in place of each token. A handle is valid
 * only at this proxy and until the token expires. Refresh tokens are dropped.
 */
public final class TokenVault {
  private static final Pattern KEPT_NAMES =
      Pattern.compile("(?i)(registration[_-]?)?access[_-]?token|id[_-]?token");
  private static final Pattern DROPPED_NAMES =
      Pattern.compile("(?i)refresh[_-]?token|(client|device)[_-]?secret");
  private static final Pattern JSON = Pattern.compile("(?i)^[\\w.+-]+/([\\w.+-]+\\+)?json\\b");
  private static final Pattern STRUCTURE = Pattern.compile("^\\s*[\\[{\"]");

  private static final Duration MAX_LIFETIME = Duration.ofHours(1);
  private static final int MAX_TOKENS = 256;
  private static final int HANDLE_OCTETS = 24;

  /** Shorter values are no secrets, and occur in any text. */
  private static final int SHORTEST_SECRET = 8;

  /** A token, the origin of the answer that had it, and its expiry. */
  record Token(String text, String origin, Instant end) {
    /** Omits the token. */
    @Override
    public String toString() {
      return "Token[" + origin + " " + end + "]";
    }
  }

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Token> tokens = new LinkedHashMap<>();

  public TokenVault(Clock clock) {
    this.clock = clock;
  }

  /**
   * The answer's text for the agent, with handles in place of new tokens and of tokens that this
   * destination sent or received before.
   *
   * @param type the answer's media type, empty if it has none
   */
  public String shown(String body, String type, Destination from) {
    return AnswerText.hidden(keep(body, type, from.origin()), known(from));
  }

  /**
   * The text with handles in place of new tokens anywhere in its JSON, also in JSON inside a
   * string. Names are compared after parsing, because JSON can escape a name in many ways (RFC 8259
   * section 7). An answer that is malformed JSON, or that names tokens and is not JSON, is
   * withheld, because its tokens can't be found.
   */
  String keep(String body, String type, String origin) {
    Optional<JsonValue> value = JsonMembers.json(body);
    if (value.isPresent()) {
      JsonValue shown = replaced(value.get(), origin);
      return shown.equals(value.get()) ? body : shown.toString();
    }
    if (!body.isBlank() && JSON.matcher(type).find()) {
      throw AnswerText.withheld("The answer's media type is JSON, but its body is not");
    }
    if (AnswerText.namesTokens(body)) {
      throw AnswerText.withheld("The answer names tokens and is not JSON");
    }
    return body;
  }

  /** The tokens that this destination may get, with their handles. */
  synchronized Map<String, String> known(Destination place) {
    Map<String, String> known = new HashMap<>();
    tokens.forEach(
        (handle, token) -> {
          if (token.text().length() >= SHORTEST_SECRET
              && place.tokensFrom().contains(token.origin())) {
            known.put(token.text(), handle);
          }
        });
    return known;
  }

  /** All tokens that are kept now. */
  public synchronized Set<String> kept() {
    return tokens.values().stream()
        .map(Token::text)
        .filter(text -> text.length() >= SHORTEST_SECRET)
        .collect(Collectors.toSet());
  }

  private JsonValue replaced(JsonValue value, String origin) {
    return switch (value) {
      case JsonObject object -> replaced(object, origin);
      case JsonArray array -> {
        JsonArrayBuilder shown = Json.createArrayBuilder();
        array.forEach(each -> shown.add(replaced(each, origin)));
        yield shown.build();
      }
      case JsonString text -> replacedInside(text, origin);
      default -> value;
    };
  }

  /** Replaces tokens in a string that itself holds JSON, or withholds one that holds a form. */
  private JsonValue replacedInside(JsonString text, String origin) {
    String inner = text.getString();
    boolean structure = STRUCTURE.matcher(inner).find();
    Optional<JsonValue> value = structure ? JsonMembers.json(inner) : Optional.empty();
    if (value.isPresent()) {
      JsonValue shown = replaced(value.get(), origin);
      return shown.equals(value.get()) ? text : Json.createValue(shown.toString());
    }
    if (structure && AnswerText.namesTokens(inner)) {
      throw AnswerText.withheld("The answer names tokens in a text that is not JSON");
    }
    return AnswerText.assignsTokens(inner) ? Json.createValue("kept:text") : text;
  }

  private JsonObject replaced(JsonObject object, String origin) {
    Duration life =
        object.get("expires_in") instanceof JsonNumber seconds
            ? Duration.ofSeconds(
                Math.max(0, Math.min(seconds.longValue(), MAX_LIFETIME.toSeconds())))
            : MAX_LIFETIME;
    JsonObjectBuilder shown = Json.createObjectBuilder();
    for (Map.Entry<String, JsonValue> member : object.entrySet()) {
      String name = member.getKey();
      if (KEPT_NAMES.matcher(name).matches() && member.getValue() instanceof JsonString token) {
        shown.add(name, put(new Token(token.getString(), origin, clock.instant().plus(life))));
      } else if (!DROPPED_NAMES.matcher(name).matches() && !KEPT_NAMES.matcher(name).matches()) {
        shown.add(name, replaced(member.getValue(), origin));
      }
    }
    return shown.build();
  }

  private synchronized String put(Token token) {
    tokens.values().removeIf(each -> !clock.instant().isBefore(each.end()));
    if (tokens.size() >= MAX_TOKENS) {
      tokens.remove(tokens.keySet().iterator().next());
    }
    String handle = "kept:" + handle(random);
    tokens.put(handle, token);
    return handle;
  }

  /** A text that cannot be guessed: 24 random octets in base64url. */
  public static String handle(SecureRandom random) {
    byte[] octets = new byte[HANDLE_OCTETS];
    random.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** The token of a handle, if this destination may get it. */
  synchronized Token open(String handle, Destination destination) {
    Token token = tokens.get(handle);
    if (token == null || !clock.instant().isBefore(token.end())) {
      throw Refusals.denied("token-handle", "There is no such token, or it has expired");
    }
    if (!destination.tokensFrom().contains(token.origin())) {
      throw Refusals.denied("token-destination", "The token is not for this destination");
    }
    return token;
  }
}
