package org.bailiwick.broker.token;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.outbound.BackEndConnection;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndPlace;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.BackEndText;
import org.bailiwick.broker.signature.BrokerSignature;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** The token endpoint of a back end's authorization server, and the tokens that came from it. */
public final class BackEndTokens implements AutoCloseable {
  /** The members of an asset file's credential that this class reads. */
  public static final Set<String> MEMBERS =
      Set.of(
          "token_url",
          "client_id",
          "client_authentication",
          "secret",
          "issuer",
          "grant",
          "audience",
          "resource",
          "ca_file",
          "addresses");

  private static final int MAX_ANSWER = 64 * 1024;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration ASSERTION_LIFE = Duration.ofSeconds(60);
  private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();

  /** A bearer token, RFC 6750 section 2.1. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{8,16000}=*");

  private final Settings settings;
  private final BackEndTools tools;
  private final BackEndConnection connection;
  private final TokenCache cache;

  /** What an asset file says of the server. */
  public static final class Settings {
    private final BackEndPlace place;
    private final TokenClient client;
    private final TokenGrant grant;

    private Settings(BackEndPlace place, TokenClient client, TokenGrant grant) {
      this.place = place;
      this.client = client;
      this.grant = grant;
    }

    /** The id by which the server knows the broker. */
    public String clientId() {
      return client.id();
    }

    /**
     * Reads the members.
     *
     * @throws IllegalArgumentException naming the member and the rule
     */
    public static Settings parse(AssetMembers members) {
      return new Settings(
          BackEndPlace.parse(members, "token_url"),
          TokenClient.parse(members),
          TokenGrant.parse(members));
    }
  }

  public BackEndTokens(Settings settings, BackEndTools tools) {
    this.settings = settings;
    this.tools = tools;
    this.connection = BackEndConnection.to(settings.place);
    this.cache = new TokenCache(tools.clock());
  }

  /** Whether an earlier call has left a token for this one. */
  public boolean isKept(BackEndCall call, String scopes) {
    return cache.find(key(call, scopes)).isPresent();
  }

  /**
   * A token for the call, a kept one if there is one.
   *
   * @param scopes separated by spaces; those that the server gives if empty
   * @throws BackEndFault whose code begins with {@code token-}; nothing was done then
   */
  public IssuedToken token(BackEndCall call, String scopes) {
    TokenCache.Key key = key(call, scopes);
    Optional<IssuedToken> kept = cache.find(key);
    if (kept.isPresent()) {
      return kept.get();
    }
    IssuedToken issued = request(call, scopes);
    cache.keep(key, issued);
    return issued;
  }

  /** Does not use the token again. */
  public void forget(BackEndCall call, String scopes, IssuedToken token) {
    cache.forget(key(call, scopes), token);
  }

  private TokenCache.Key key(BackEndCall call, String scopes) {
    return new TokenCache.Key(settings.grant.holder(call.token()), scopes);
  }

  private IssuedToken request(BackEndCall call, String scopes) {
    Instant now = tools.clock().instant();
    Duration left = Duration.between(now, call.deadline());
    Map<String, String> parameters = settings.grant.parameters(call.token(), scopes);
    BackEndText answer;
    try {
      answer =
          connection.exchange(
              authenticated(parameters, now), left.compareTo(LIMIT) < 0 ? left : LIMIT, MAX_ANSWER);
    } catch (BackEndFault e) {
      throw BackEndFault.notDone("token-server-" + e.code(), e);
    }
    if (answer.status() == TOO_MANY || answer.status() >= SERVER_ERROR) {
      throw BackEndFault.notDone("token-server-busy", null);
    }
    if (!answer.isOk()) {
      throw BackEndFault.refused("token-refused", null);
    }
    return issued(answer, call, now);
  }

  private IssuedToken issued(BackEndText answer, BackEndCall call, Instant now) {
    JsonObject members = object(answer);
    if (!(members.get("access_token") instanceof JsonString token)
        || !TOKEN.matcher(token.getString()).matches()
        || !(members.get("token_type") instanceof JsonString type)
        || !type.getString().equalsIgnoreCase("Bearer")) {
      throw BackEndFault.refused("token-answer", null);
    }
    long seconds =
        members.get("expires_in") instanceof JsonNumber number
            ? Math.clamp(number.longValue(), 0, MOST_SECONDS)
            : 0;
    Instant until = now.plusSeconds(seconds);
    boolean outlives =
        settings.grant.kind() == TokenGrant.Kind.TOKEN_EXCHANGE
            && until.isAfter(call.token().end());
    return new IssuedToken(token.getString(), outlives ? call.token().end() : until);
  }

  private static JsonObject object(BackEndText answer) {
    try {
      if (answer.isJson()) {
        return StrictJson.object(answer.text());
      }
    } catch (ProblemException e) {
      throw BackEndFault.refused("token-answer", e);
    }
    throw BackEndFault.refused("token-answer", null);
  }

  private BackEndRequest authenticated(Map<String, String> parameters, Instant now) {
    BackEndRequest request =
        BackEndRequest.of("POST", settings.place.base()).with("Accept", "application/json");
    return switch (settings.client.authentication()) {
      case CLIENT_SECRET_BASIC ->
          tools
              .secrets()
              .use(
                  settings.client.secret().orElseThrow(),
                  secret ->
                      form(request, parameters).with("Authorization", "Basic " + basic(secret)));
      case CLIENT_SECRET_POST ->
          tools
              .secrets()
              .use(
                  settings.client.secret().orElseThrow(),
                  secret -> {
                    parameters.put("client_id", settings.client.id());
                    parameters.put("client_secret", new String(secret, StandardCharsets.UTF_8));
                    return form(request, parameters);
                  });
      case PRIVATE_KEY_JWT -> {
        parameters.put("client_id", settings.client.id());
        parameters.put(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        parameters.put("client_assertion", assertion(now));
        yield form(request, parameters);
      }
    };
  }

  private static BackEndRequest form(BackEndRequest request, Map<String, String> parameters) {
    String text =
        parameters.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return request.with(
        "application/x-www-form-urlencoded", text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Both parts are form-encoded first (RFC 6749 section 2.3.1). */
  private String basic(byte[] secret) {
    String joined =
        encoded(settings.client.id()) + ":" + encoded(new String(secret, StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** RFC 7523 section 3; readers that know no other type expect {@code JWT}. */
  private String assertion(Instant now) {
    URI endpoint = settings.place.base();
    return new BrokerSignature(tools.folder())
        .sign(
            "JWT",
            Json.createObjectBuilder()
                .add("iss", settings.client.id())
                .add("sub", settings.client.id())
                .add("aud", settings.client.audience().orElse(endpoint.toString()))
                .add("iat", now.getEpochSecond())
                .add("exp", now.plus(ASSERTION_LIFE).getEpochSecond())
                .add("jti", UUID.randomUUID().toString())
                .build());
  }

  @Override
  public void close() {
    connection.close();
  }
}
