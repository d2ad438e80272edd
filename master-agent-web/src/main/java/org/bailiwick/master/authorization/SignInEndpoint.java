package org.bailiwick.master.authorization;

import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.authorization.AuthorizationRequests.Begun;
import org.bailiwick.master.authorization.AuthorizationRequests.Ended;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.identityprovider.LoginSecret;
import org.bailiwick.master.identityprovider.ProviderAnswer;
import org.bailiwick.master.identityprovider.SignInRequest;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.identityprovider.UserAuthentication;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.peopleclients.PeopleClient;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.personsession.OneTimeSecret;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.personsession.PersonSession;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.personsession.ProviderTokenCipher;
import org.bailiwick.master.policy.PersonQuestion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Leads a browser to the identity provider and back to the client. What fails before the request is
 * known is a problem document, since nobody has vouched for any address; later refusals go to the
 * client's redirect URI.
 */
public final class SignInEndpoint {

  /** RFC 6749 section 4.1.2 allows ten minutes; a client redeems at once. */
  static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

  /** The collaborators: who people and their clients are, and where a sign-in is stored. */
  public record Parts(
      PeopleClients clients,
      IdentityProviders providers,
      PersonRights rights,
      PersonSessions sessions,
      ProviderTokenCipher cipher,
      Gate gate,
      GroupWriter writer,
      Clock clock) {}

  /** Where the browser goes, and the cookie that it gets. */
  record Redirection(URI to, SignInCookie cookie) {}

  private final AuthorizationRequests requests;
  private final Parts parts;
  private final TokenSettings settings;
  private final Duration sessionLifetime;

  SignInEndpoint(
      AuthorizationRequests requests,
      Parts parts,
      TokenSettings settings,
      Duration sessionLifetime) {
    this.requests = requests;
    this.parts = parts;
    this.settings = settings;
    this.sessionLifetime = sessionLifetime;
  }

  /** Begins the sign-in of a pushed request (RFC 9126 section 4). */
  Redirection depart(MultivaluedMap<String, String> query) {
    try {
      String client = required(query, "client_id");
      String uri = required(query, "request_uri");
      if (!uri.startsWith(PushedRequestEndpoint.URN)) {
        throw malformed("request-uri-unknown", "The request_uri is not one of this server.");
      }
      OneTimeSecret pushed = new OneTimeSecret(uri.substring(PushedRequestEndpoint.URN.length()));
      Begun begun = requests.begin(client, pushed);
      URI to =
          parts
              .providers()
              .signInUrl(
                  begun.request().provider(),
                  new SignInRequest(
                      begun.state().value(),
                      begun.browser(),
                      callback(),
                      begun.request().wanted()));
      return new Redirection(to, SignInCookie.of(begun.state(), begun.browser()));
    } catch (ProblemException e) {
      throw audited("/oauth/authorize", "anonymous", e);
    }
  }

  /**
   * Ends the sign-in, and tells the client by the browser.
   *
   * @param cookies the value of the browser's cookie with a name
   */
  URI arrive(MultivaluedMap<String, String> query, Function<String, Optional<String>> cookies) {
    Ended ended;
    Optional<LoginSecret> browser;
    try {
      OneTimeSecret state = new OneTimeSecret(required(query, "state"));
      browser = cookies.apply(SignInCookie.nameOf(state)).map(LoginSecret::new);
      ended = requests.end(state, browser);
    } catch (ProblemException e) {
      throw audited("/oauth/callback", "anonymous", e);
    }
    ClientRedirect redirect = new ClientRedirect(ended.request(), settings.issuer());
    try {
      return redirect.withCode(code(ended, query, browser.orElseThrow()).value());
    } catch (ProblemException e) {
      return redirect.withError(audited("/oauth/callback", ended.request().client(), e));
    }
  }

  private OneTimeSecret code(
      Ended ended, MultivaluedMap<String, String> query, LoginSecret browser) {
    AuthorizationRequest request = ended.request();
    if (!required(query, "iss").equals(parts.providers().issuer(request.provider()))) {
      throw denied("provider-iss", "The answer is of another provider.");
    }
    if (find(query, "error").isPresent()) {
      throw providerError(find(query, "error").get());
    }
    ProviderAnswer answer =
        parts.providers().redeem(request.provider(), required(query, "code"), browser, callback());
    return switch (answer) {
      case ProviderAnswer.Refused refused ->
          throw denied("provider-refused", "The provider did not sign the person in.");
      case ProviderAnswer.SignedIn signedIn -> {
        UserAuthentication shown = signedIn.person().authentication();
        request.wanted().requireMet(shown, ended.begunAt(), parts.clock().instant());
        yield code(request, signedIn);
      }
    };
  }

  private static ProblemException providerError(String error) {
    ProblemType type =
        error.equals(ClientRedirect.UNMET)
            ? ProblemType.INSUFFICIENT_USER_AUTHENTICATION
            : ProblemType.POLICY_DENIED;
    return new ProblemException(type, "provider-error", "The provider did not sign the person in.");
  }

  private OneTimeSecret code(AuthorizationRequest request, ProviderAnswer.SignedIn signedIn) {
    String providerToken =
        signedIn
            .refreshToken()
            .orElseThrow(
                () -> denied("provider-refresh-token", "The provider gives no refresh token."));
    PeopleClient client = client(request);
    CapabilitySet scope = scope(client, request, signedIn.person());
    AuditEntry permit =
        parts
            .gate()
            .require(
                PersonQuestion.authorize(
                    signedIn.person(), client, scope, parts.clock().instant()));
    PersonSession session = session(request, signedIn.person(), scope);
    OneTimeSecret code = OneTimeSecret.random();
    byte[] encrypted = parts.cipher().encrypt(session.id(), providerToken);
    parts
        .writer()
        .commit(
            parts.sessions().insertion(session, code.digest(), encrypted),
            permit,
            signedIn(session, client));
    return code;
  }

  private PeopleClient client(AuthorizationRequest request) {
    return parts
        .clients()
        .find(request.client())
        .filter(found -> found.provider().equals(request.provider()))
        .orElseThrow(() -> denied("client-changed", "The client's description has changed."));
  }

  /**
   * The part of the requested scope that the files of client and provider let the person have done.
   */
  private CapabilitySet scope(
      PeopleClient client, AuthorizationRequest request, SignedInPerson person) {
    CapabilitySet held = parts.rights().scopesOf(client, person);
    CapabilitySet scope =
        request.scope().isEmpty()
            ? held
            : PersonRights.shared(CapabilitySet.parseScope(request.scope()), held);
    if (scope.isEmpty()) {
      throw new ProblemException(
          ProblemType.SCOPE_TOO_WIDE, "scope-empty", "No part of the requested scope is granted.");
    }
    return scope;
  }

  private PersonSession session(
      AuthorizationRequest request, SignedInPerson person, CapabilitySet scope) {
    Instant now = parts.clock().instant();
    return new PersonSession(
        UUID.randomUUID().toString(),
        new PersonSession.CodeTerms(
            request.client(), request.redirectUri(), request.challenge(), request.key()),
        request.provider(),
        person,
        scope,
        new PersonSession.Times(now.plus(CODE_LIFETIME), now, now.plus(sessionLifetime)));
  }

  private static AuditEntry signedIn(PersonSession session, PeopleClient client) {
    return AuditEntry.of("person.signed-in", Outcome.GRANTED, "", session.person().name())
        .about(session.id())
        .with("client", session.terms().client())
        .with("client_known_by", client.knownBy().text())
        .with("provider", session.provider())
        .with("sign_in", session.signedIn().stored())
        .with("scope", session.scope().scope());
  }

  private URI callback() {
    return URI.create(settings.callbackEndpoint());
  }

  private static Optional<String> find(MultivaluedMap<String, String> query, String name) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw malformed("parameter-repeated", "A parameter occurs more than once.");
    }
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  private static String required(MultivaluedMap<String, String> query, String name) {
    return find(query, name)
        .orElseThrow(() -> malformed("parameter-missing", name + " is missing."));
  }

  private ProblemException audited(String path, String client, ProblemException refusal) {
    parts
        .writer()
        .recordRefusal(
            AuditEntry.of("authorization.refused", Outcome.DENIED, refusal.check(), client)
                .about(path));
    return refusal;
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }

  private static ProblemException denied(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }
}
