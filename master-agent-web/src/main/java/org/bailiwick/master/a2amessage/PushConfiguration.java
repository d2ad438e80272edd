package org.bailiwick.master.a2amessage;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.outbound.Origin;

/**
 * Where a client wants to be told of a task, and how it knows who tells (TaskPushNotificationConfig
 * of A2A 1.0, section 4.3.1). The URL counts as a secret too, because many receivers know their
 * senders by nothing else.
 *
 * @param id the client's name for it, if it has one
 * @param token what the client finds in the header {@value #TOKEN_HEADER}
 * @param authorization the value of the Authorization header: a scheme and credentials
 */
public record PushConfiguration(
    Optional<String> id, URI url, Optional<String> token, Optional<String> authorization) {

  private static final String ID = "id";
  private static final String URL = "url";
  private static final String TOKEN = "token";
  private static final String AUTHENTICATION = "authentication";
  private static final String SCHEME = "scheme";

  /** The header that the SDKs of A2A use, since the specification names none. */
  private static final String TOKEN_HEADER = "X-A2A-Notification-Token";

  private static final String AUTHORIZATION = "Authorization";

  /** The schemes whose credentials are complete without a challenge. */
  private static final Map<String, String> SCHEMES = Map.of("bearer", "Bearer", "basic", "Basic");

  private static final Pattern IDS = Pattern.compile("[A-Za-z0-9._~-]{1,64}");
  private static final Pattern URLS = Pattern.compile("[!-~]{1,2000}");
  private static final Pattern TOKENS = Pattern.compile("[!-~]{1,1024}");

  /** The form token68 (RFC 9110 section 11.2), which both schemes have. */
  private static final Pattern CREDENTIALS = Pattern.compile("[A-Za-z0-9._~+/-]{1,4096}={0,2}");

  /**
   * Reads a configuration.
   *
   * @throws ProblemException with reason INVALID_PARAMS; it never repeats what was sent
   */
  public static PushConfiguration read(MessageMembers members) {
    MessageOrder.requireNoTenant(members);
    Optional<String> id = members.string(ID);
    require(id, IDS, "a2a-push-id", "id must be 1 to 64 letters, digits or . _ ~ -");
    Optional<String> token = members.string(TOKEN);
    require(token, TOKENS, "a2a-push-token", "token must be 1 to 1024 printable ASCII characters.");
    return new PushConfiguration(
        id,
        url(members.string(URL).orElse("")),
        token,
        members.text(AUTHENTICATION).map(text -> authorization(members.object(AUTHENTICATION))));
  }

  private static URI url(String text) {
    if (URLS.matcher(text).matches()) {
      try {
        URI url = URI.create(text);
        Origin.of(url);
        if (url.getRawFragment() == null) {
          return url;
        }
      } catch (IllegalArgumentException e) {
        // refused below
      }
    }
    throw invalid(
        "a2a-push-url", "url must be an https URL with a host, without user or fragment.");
  }

  private static String authorization(MessageMembers authentication) {
    String scheme =
        Optional.ofNullable(
                SCHEMES.get(authentication.string(SCHEME).orElse("").toLowerCase(Locale.ROOT)))
            .orElseThrow(
                () -> invalid("a2a-push-scheme", "authentication.scheme must be Bearer or Basic."));
    String credentials = authentication.string("credentials").orElse("");
    if (!CREDENTIALS.matcher(credentials).matches()) {
      throw invalid(
          "a2a-push-credentials", "authentication.credentials must fit the scheme (token68).");
    }
    return scheme + " " + credentials;
  }

  private static void require(Optional<String> text, Pattern pattern, String check, String detail) {
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      throw invalid(check, detail);
    }
  }

  /** The origin of the URL. */
  public Origin origin() {
    return Origin.of(url);
  }

  /** The headers of a notification, also those by which the receiver knows the sender. */
  public Map<String, String> headers(String mediaType) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", mediaType);
    token.ifPresent(value -> headers.put(TOKEN_HEADER, value));
    authorization.ifPresent(value -> headers.put(AUTHORIZATION, value));
    return headers;
  }

  /** The JSON of the configuration for its client, without the secrets that it has itself. */
  public String view(String task, String name) {
    JsonObjectBuilder view =
        Json.createObjectBuilder().add(ID, name).add("taskId", task).add(URL, url.toString());
    authorization.ifPresent(
        value ->
            view.add(
                AUTHENTICATION,
                Json.createObjectBuilder().add(SCHEME, value.substring(0, value.indexOf(' ')))));
    return view.build().toString();
  }

  /** All of it but the id, to be stored as a secret. */
  public String secret() {
    JsonObjectBuilder secret = Json.createObjectBuilder().add(URL, url.toString());
    token.ifPresent(value -> secret.add(TOKEN, value));
    authorization.ifPresent(value -> secret.add(AUTHORIZATION, value));
    return secret.build().toString();
  }

  /**
   * What {@link #secret} had.
   *
   * @throws RuntimeException when the text is something else
   */
  public static PushConfiguration ofSecret(byte[] secret) {
    JsonObject stored = StrictJson.object(secret);
    return new PushConfiguration(
        Optional.empty(),
        URI.create(stored.getString(URL)),
        Optional.ofNullable(stored.getString(TOKEN, null)),
        Optional.ofNullable(stored.getString(AUTHORIZATION, null)));
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "PushConfiguration[" + origin() + "]";
  }

  private static ProblemException invalid(String check, String detail) {
    return A2aError.INVALID_PARAMS.refusal(check, detail);
  }
}
