package org.bailiwick.master.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestServer;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * An identity provider with its description at the node: an https server that checks code, verifier
 * and client as OpenID Connect says, takes each refresh token once, and knows one person.
 */
public final class TestProvider implements AutoCloseable {

  public static final String NAME = "idp";
  public static final String ALICE = "alice";

  private static final String SECRET = "the secret of the client";
  private static final String CLIENT = "edge";

  private final TestServer server;
  private final KeyPair key = TestKeys.ec();
  private final TestClock clock;
  private final Path folder;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final Map<String, Boolean> refreshTokens = new ConcurrentHashMap<>();

  /** Whether the person may sign in, and is still vouched for. */
  public volatile boolean enabled = true;

  /** The status of every answer to a token request, if it is not what it should be. */
  public volatile Optional<Integer> fault = Optional.empty();

  /** What a test changes in the claims of ID tokens. */
  public volatile UnaryOperator<Map<String, Object>> claims = UnaryOperator.identity();

  /** The members that a test leaves out of answers. */
  public volatile List<String> left = List.of();

  /** The form of the last token request. */
  public volatile Map<String, String> lastForm = Map.of();

  public TestProvider(Path folder, TestClock clock) {
    this.folder = folder;
    this.clock = clock;
    TestCa ca = TestCa.create("idp.example", clock);
    server =
        TestServer.secured(ca.nodeServer("authority").tls(ca.trust()))
            .on("/token", this::token)
            .on("/jwks", exchange -> answer(exchange, 200, "{\"keys\":[" + jwk() + "]}"));
    write("idp-root.pem", Pem.of(ca.root()));
    write("idp.secret", SECRET + "\n");
    describe("{\"alice\": [\"invoice.parse@1\"], \"role:buyer\": [\"fx.rates@1\"]}");
  }

  /** Writes the description with these scopes; a node reads it two seconds later. */
  public void describe(String scopes) {
    describe(scopes, "\"client_secret_file\": \"idp.secret\"");
  }

  /** The same with another way of client authentication. */
  public void describe(String scopes, String client) {
    write(
        NAME + ".json",
        """
        {"issuer": "%1$s", "client_id": "edge", "authorization_endpoint": "%1$s/auth",
         "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/jwks", "ca_file": "idp-root.pem",
         "algorithms": ["ES256"], "roles_claim": "realm.roles", "scopes": %2$s, %3$s}"""
            .formatted(issuer(), scopes, client));
  }

  /** Writes a file beside the description. */
  public void write(String name, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public String issuer() {
    return server.base().toString();
  }

  /** The person signs in; the answer is the query with which the browser goes back. */
  public Map<String, String> signIn(URI address) {
    if (!address.toString().startsWith(issuer() + "/auth?")) {
      throw new IllegalArgumentException("not the authorization endpoint: " + address);
    }
    Map<String, String> asked = form(address.getRawQuery());
    require(asked, "response_type", "code");
    require(asked, "client_id", CLIENT);
    require(asked, "code_challenge_method", "S256");
    String code = UUID.randomUUID().toString();
    codes.put(code, asked);
    return new HashMap<>(Map.of("code", code, "state", asked.get("state"), "iss", issuer()));
  }

  /** How often the provider was asked, for anything. */
  public int requests() {
    return server.requests();
  }

  private void token(HttpExchange exchange) throws IOException {
    lastForm = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (fault.isPresent()) {
      answer(exchange, fault.get(), "{\"error\":\"server_error\"}");
    } else if (!isClient(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
    } else {
      Optional<String> nonce = granted();
      if (enabled && nonce.isPresent()) {
        answer(exchange, 200, tokens(nonce.get()));
      } else {
        answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      }
    }
  }

  private boolean isClient(String authorization) {
    String expected = "edge:" + SECRET.replace(' ', '+');
    return lastForm.containsKey("client_assertion")
        || ("Basic "
                + Base64.getEncoder().encodeToString(expected.getBytes(StandardCharsets.UTF_8)))
            .equals(authorization);
  }

  /** The nonce for the ID token, which is empty for a refresh token. */
  private Optional<String> granted() {
    if (lastForm.get("grant_type").equals("refresh_token")) {
      boolean isNew = Boolean.TRUE.equals(refreshTokens.remove(lastForm.get("refresh_token")));
      return isNew ? Optional.of("") : Optional.empty();
    }
    Map<String, String> asked = codes.remove(lastForm.getOrDefault("code", ""));
    return Optional.ofNullable(asked)
        .filter(it -> it.get("redirect_uri").equals(lastForm.get("redirect_uri")))
        .filter(
            it -> it.get("code_challenge").equals(Sha256.base64url(lastForm.get("code_verifier"))))
        .map(it -> it.get("nonce"));
  }

  private String tokens(String nonce) {
    String refresh = UUID.randomUUID().toString();
    refreshTokens.put(refresh, true);
    Map<String, Object> members = new HashMap<>();
    members.put("access_token", "of no use here");
    members.put("token_type", "Bearer");
    members.put("refresh_token", refresh);
    members.put("id_token", idToken(nonce));
    left.forEach(members::remove);
    return JsonText.of(members);
  }

  private String idToken(String nonce) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> all = new HashMap<>();
    all.put("iss", issuer());
    all.put("sub", ALICE);
    all.put("aud", CLIENT);
    all.put("azp", CLIENT);
    all.put("iat", now);
    all.put("exp", now + 60);
    all.put("auth_time", now - 5);
    all.put("acr", "silver");
    all.put("amr", List.of("pwd", "otp"));
    all.put("realm", Map.of("roles", List.of("buyer")));
    if (!nonce.isEmpty()) {
      all.put("nonce", nonce);
    }
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    jws.setKeyIdHeaderValue("idp-1");
    jws.setPayload(JsonUtil.toJson(claims.apply(all)));
    jws.setKey(key.getPrivate());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private String jwk() {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
      jwk.setKeyId("idp-1");
      return jwk.toJson();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    TestServer.answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void require(Map<String, String> asked, String name, String value) {
    if (!value.equals(asked.get(name))) {
      throw new IllegalArgumentException(name + " is " + asked.get(name));
    }
  }

  /** The parameters of a query or form. */
  public static Map<String, String> form(String encoded) {
    return Arrays.stream(encoded.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    server.close();
  }
}
