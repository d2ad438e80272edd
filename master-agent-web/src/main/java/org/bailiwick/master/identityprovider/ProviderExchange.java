package org.bailiwick.master.identityprovider;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.GuardedSession;
import org.bailiwick.node.trust.VerificationKeys;

/** The requests to one provider, as its client (OpenID Connect Core sections 3.1 and 12). */
final class ProviderExchange {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST = 65_536;
  private static final int MAX_REFRESH_TOKEN = 16_384;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final String INVALID_GRANT = "invalid_grant";

  private final IdentityProvider provider;
  private final IdTokens idTokens;
  private final Clock clock;

  ProviderExchange(IdentityProvider provider, Clock clock) {
    this.provider = provider;
    this.clock = clock;
    URI keys = provider.endpoints().keys();
    GuardedFetch fetch = new GuardedFetch(FetchSettings.of(Set.of()));
    this.idTokens =
        new IdTokens(
            provider,
            new VerificationKeys(() -> fetch.getConfigured(keys, provider.tlsAnchors()), clock),
            clock);
  }

  IdentityProvider provider() {
    return provider;
  }

  /** Where a browser goes to sign in. */
  URI signInUrl(SignInRequest request) {
    LoginSecret secret = request.secret();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", provider.client().id());
    query.put("redirect_uri", request.callback().toString());
    query.put("scope", "openid");
    query.put("state", request.state());
    query.put("nonce", secret.nonce());
    query.put("code_challenge", secret.challenge());
    query.put("code_challenge_method", "S256");
    query.putAll(request.wanted().parameters());
    String endpoint = provider.endpoints().authorization().toString();
    return URI.create(endpoint + (endpoint.contains("?") ? "&" : "?") + encoded(query));
  }

  /**
   * Exchanges the code of a sign-in.
   *
   * @throws ProblemException access-token-invalid for an ID token that is not right;
   *     dependency-unavailable when the provider gives no usable answer
   */
  ProviderAnswer redeem(String code, LoginSecret secret, URI callback) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", callback.toString());
    form.put("code_verifier", secret.verifier());
    Map<String, Object> answer = send(form);
    if (refusal(answer).isPresent()) {
      return new ProviderAnswer.Refused(refusal(answer).get());
    }
    SignedInPerson person = idTokens.read(required(answer, "id_token"), secret.nonce());
    return new ProviderAnswer.SignedIn(person, refreshToken(answer));
  }

  /** Asks whether the provider still vouches for this person, by its refresh token. */
  ProviderAnswer ask(String refreshToken, SignedInPerson known) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refreshToken);
    Map<String, Object> answer = send(form);
    if (refusal(answer).isPresent()) {
      return new ProviderAnswer.Refused(refusal(answer).get());
    }
    SignedInPerson now = text(answer, "id_token").map(token -> later(token, known)).orElse(known);
    return new ProviderAnswer.SignedIn(
        now, refreshToken(answer).or(() -> Optional.of(refreshToken)));
  }

  /** OpenID Connect Core section 12.2: issuer and subject are those of the first ID token. */
  private SignedInPerson later(String idToken, SignedInPerson known) {
    SignedInPerson now = idTokens.readLater(idToken);
    if (!now.person().equals(known.person())) {
      throw unavailable("provider-person-differs", null);
    }
    return known.with(now.roles());
  }

  private Map<String, Object> send(Map<String, String> form) {
    IdentityProvider.Endpoints endpoints = provider.endpoints();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoints.token())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json");
    provider.client().authenticate(request, form, endpoints.issuer(), clock.instant());
    request.POST(HttpRequest.BodyPublishers.ofString(encoded(form)));
    try (GuardedSession session =
        GuardedSession.open(endpoints.token(), provider.tlsAnchors(), MOST, LIMIT)) {
      return read(session.send(request.build()));
    }
  }

  /**
   * The members of the answer. Only the error invalid_grant is about the person; every other
   * refusal is about this client, and tells nothing of the person.
   */
  private static Map<String, Object> read(HttpResponse<byte[]> answer) {
    Map<String, Object> members;
    try {
      members = StrictJson.members(StrictJson.text(answer.body()));
    } catch (ProblemException e) {
      throw unavailable("provider-answer-form", e);
    }
    boolean refused =
        answer.statusCode() == BAD_REQUEST && INVALID_GRANT.equals(members.get("error"));
    if (answer.statusCode() != OK && !refused) {
      throw unavailable("provider-answer-status", null);
    }
    return members;
  }

  private static Optional<String> refusal(Map<String, Object> answer) {
    return text(answer, "error");
  }

  private static Optional<String> refreshToken(Map<String, Object> answer) {
    return text(answer, "refresh_token").filter(token -> token.length() <= MAX_REFRESH_TOKEN);
  }

  private static String required(Map<String, Object> answer, String member) {
    return text(answer, member).orElseThrow(() -> unavailable("provider-answer-members", null));
  }

  private static Optional<String> text(Map<String, Object> answer, String member) {
    return answer.get(member) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  static ProblemException unavailable(String check, Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        check,
        "The identity provider gives no usable answer.",
        cause);
  }
}
