package org.bailiwick.node.trust.accesstokens;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.trust.limits.AgentLimits;
import org.bailiwick.node.trust.limits.LimitsReader;

/**
 * Reads the member {@code access_tokens} of an authorization server in a partner's description.
 *
 * @param domain the partner's trust domain, of which the agents of clients are
 * @param agents which agents may call at all
 * @param folder of the description, for the files that it names
 */
public record AccessTokensMember(TrustDomain domain, AgentLimits agents, Path folder) {

  /** The name of the member. */
  public static final String NAME = "access_tokens";

  private static final String CLIENTS = "clients";
  private static final String INTROSPECTION = "introspection";
  private static final String SECRET_FILE = "client_secret_file";
  private static final String CACHE = "cache";
  private static final int MOST_NAMES = 1000;
  private static final int LONGEST_NAME = 2048;

  /** One word of a scope (RFC 6749 section 3.3). */
  private static final Pattern SCOPE_WORD = Pattern.compile("[!#-\\[\\]-~]{1,255}");

  /**
   * The terms, if the server has some.
   *
   * @throws IOException saying what is wrong with them; an exception of JSON or of a parser for a
   *     member that is missing or of the wrong form
   */
  public Optional<AccessTokenTerms> read(JsonObject server) throws IOException {
    if (!server.containsKey(NAME)) {
      return Optional.empty();
    }
    JsonObject terms = server.getJsonObject(NAME);
    LimitsReader.requireKnown(terms, Set.of("audience", "by", "scopes", CLIENTS, INTROSPECTION));
    return Optional.of(
        new AccessTokenTerms(
            name(terms.getString("audience"), "the audience"),
            scopes(terms.getJsonObject("scopes")),
            terms.containsKey(CLIENTS) ? clients(terms.getJsonObject(CLIENTS)) : Map.of(),
            introspection(terms)));
  }

  private static Map<String, CapabilitySet> scopes(JsonObject words) throws IOException {
    requireFew(words, "scopes");
    Map<String, CapabilitySet> scopes = new HashMap<>();
    for (Map.Entry<String, JsonValue> each : words.entrySet()) {
      CapabilitySet meant = CapabilitySet.parseScope(((JsonString) each.getValue()).getString());
      if (!SCOPE_WORD.matcher(each.getKey()).matches() || meant.isEmpty()) {
        throw new IOException(NAME + ": each of the scopes is one word that stands for something");
      }
      scopes.put(each.getKey(), meant);
    }
    if (scopes.isEmpty()) {
      throw new IOException(NAME + " has no scopes, so no token would count");
    }
    AccessTokenTerms.union(scopes.values().stream()); // refuses more than a token may have
    return scopes;
  }

  private Map<String, SpiffeId> clients(JsonObject names) throws IOException {
    requireFew(names, CLIENTS);
    Map<String, SpiffeId> clients = new HashMap<>();
    for (Map.Entry<String, JsonValue> each : names.entrySet()) {
      SpiffeId agent = SpiffeId.parse(((JsonString) each.getValue()).getString());
      if (each.getKey().startsWith(SpiffeId.SCHEME)) {
        throw new IOException(NAME + ": a client id that is a SPIFFE id means itself");
      }
      if (!agent.trustDomain().equals(domain) || !agents.allowsPath(agent)) {
        throw new IOException(NAME + ": " + agent + " is not of the trust domain and agent_paths");
      }
      clients.put(name(each.getKey(), "a client id"), agent);
    }
    return clients;
  }

  private Optional<IntrospectionTerms> introspection(JsonObject terms) throws IOException {
    boolean isAsked =
        switch (terms.getString("by")) {
          case "jwt" -> false;
          case INTROSPECTION -> true;
          default -> throw new IOException(NAME + ": by is \"jwt\" or \"introspection\"");
        };
    if (isAsked != terms.containsKey(INTROSPECTION)) {
      throw new IOException(NAME + ": the member introspection belongs to by introspection");
    }
    return isAsked
        ? Optional.of(introspectionTerms(terms.getJsonObject(INTROSPECTION)))
        : Optional.empty();
  }

  private IntrospectionTerms introspectionTerms(JsonObject asked) throws IOException {
    LimitsReader.requireKnown(asked, Set.of("uri", "client_id", SECRET_FILE, CACHE));
    URI uri = URI.create(asked.getString("uri"));
    Origin.of(uri); // refuses any other scheme than https
    String secretFile = asked.getString(SECRET_FILE, "");
    return new IntrospectionTerms(
        uri,
        name(asked.getString("client_id"), "the client id"),
        secretFile.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(secretFile)),
        asked.containsKey(CACHE) ? cache(asked.getJsonNumber(CACHE)) : Duration.ZERO);
  }

  private static Duration cache(JsonNumber seconds) throws IOException {
    long longest = IntrospectionTerms.LONGEST_CACHE.toSeconds();
    if (!seconds.isIntegral() || seconds.longValue() < 0 || seconds.longValue() > longest) {
      throw new IOException(NAME + ": cache is 0 to " + longest + " whole seconds");
    }
    return Duration.ofSeconds(seconds.longValue());
  }

  private static String name(String text, String what) throws IOException {
    if (text.isEmpty() || text.length() > LONGEST_NAME) {
      throw new IOException(NAME + ": " + what + " is empty or too long");
    }
    return text;
  }

  private static void requireFew(JsonObject names, String member) throws IOException {
    if (names.size() > MOST_NAMES) {
      throw new IOException(NAME + ": " + member + " has at most " + MOST_NAMES + " names");
    }
  }
}
