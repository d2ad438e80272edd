package org.bailiwick.master.persongrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.authorization.PeopleRig;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.oauth.OAuthError;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.oauth.PeopleTokenRequests;
import org.bailiwick.master.policy.PersonQuestion;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens for codes and refresh tokens, at the token endpoint. */
class PersonGrantTest {

  @TempDir Path folder;
  private PeopleRig people;
  private PeopleTokenRequests endpoint;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
    endpoint = new PeopleTokenRequests(people.rig.endpoint(Optional.of(people.grant())));
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private static Map<String, String> form(String code) {
    return new HashMap<>(
        Map.of(
            "grant_type", "authorization_code",
            "client_id", PeopleRig.DESK,
            "code", code,
            "redirect_uri", PeopleRig.REDIRECT,
            "code_verifier", PeopleRig.VERIFIER));
  }

  private static Map<String, String> refreshForm(JsonObject tokens) {
    return new HashMap<>(
        Map.of(
            "grant_type",
            "refresh_token",
            "client_id",
            PeopleRig.DESK,
            "refresh_token",
            tokens.getString("refresh_token")));
  }

  private JsonObject issued(Map<String, String> form) {
    return endpoint.issue(form, people.proof());
  }

  private JsonObject tokens() {
    return issued(form(people.code()));
  }

  private void refuses(Map<String, String> form, OAuthError error, String check) {
    refuses(() -> issued(form), error, check);
  }

  private void refuses(Callable<?> request, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, request::call);
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(people.rig.lastDenial()).isEqualTo(check);
  }

  private JsonObject claims(JsonObject tokens) {
    return people.rig.tokens.verify(tokens.getString("access_token"), "at+jwt", MasterRig.ISSUER);
  }

  private TokenState state(JsonObject tokens) {
    return people.rig.ledger.state(claims(tokens).getString("jti"));
  }

  private TokenRecord record(JsonObject tokens) {
    return people.rig.ledger.find(claims(tokens).getString("jti")).orElseThrow();
  }

  @Test
  void aCodeGivesATokenOfThePersonThatIsBoundToTheKey() {
    JsonObject tokens = tokens();
    assertThat(tokens.getString("token_type")).isEqualTo("DPoP");
    assertThat(tokens.getString("scope")).isEqualTo("fx.rates@1 invoice.parse@1");
    JsonObject claims = claims(tokens);
    assertThat(claims.getString("sub")).isEqualTo(people.provider.issuer() + "#alice");
    assertThat(claims.getString("client_id")).isEqualTo("desk");
    assertThat(claims.containsKey("act")).isFalse();
    assertThat(claims.getJsonObject("cnf").toString())
        .isEqualTo("{\"jkt\":\"" + people.key.thumbprint() + "\"}");
    assertThat(claims.getJsonNumber("auth_time").longValue())
        .isEqualTo(people.rig.clock.instant().getEpochSecond() - 5);
    assertThat(claims.getString("acr")).isEqualTo("silver");
    assertThat(claims.getJsonArray("amr").getValuesAs(JsonString::getString))
        .containsExactly("pwd", "otp");
    TokenRecord record = record(tokens);
    assertThat(record.origin().caller())
        .isEqualTo(new CallerIdentity.Person(people.provider.issuer(), "alice"));
    TokenRecord session =
        people.rig.ledger.find(record.origin().parent().orElseThrow()).orElseThrow();
    assertThat(session.kind()).isEqualTo(TokenKind.SESSION);
    assertThat(session.holder()).contains("desk");
  }

  @Test
  void refusesACodeWithoutAllThatItIsBoundTo() {
    String code = people.code();
    Map<String, String> wrong = form(code);
    wrong.put("code_verifier", "w".repeat(43));
    refuses(wrong, OAuthError.INVALID_GRANT, "code-verifier");
    wrong.put("code_verifier", "short");
    refuses(wrong, OAuthError.INVALID_GRANT, "code-verifier");
    wrong = form(code);
    wrong.put("redirect_uri", "https://desk.example/back");
    refuses(wrong, OAuthError.INVALID_GRANT, "code-redirect-uri");
    wrong = form("another code");
    refuses(wrong, OAuthError.INVALID_GRANT, "code-unknown");
    wrong = form(code);
    wrong.put("client_id", "nobody");
    refuses(wrong, OAuthError.INVALID_CLIENT, "client-unknown");
    wrong = form(code);
    wrong.put("resource", "https://other.example");
    refuses(wrong, OAuthError.INVALID_TARGET, "resource-unknown");
    wrong = form(code);
    wrong.put("client_secret", "guess");
    refuses(wrong, OAuthError.INVALID_CLIENT, "client-authentication-method");
    wrong = form(code);
    wrong.remove("code_verifier");
    refuses(wrong, OAuthError.INVALID_REQUEST, "parameter-missing");
    assertThat(issued(form(code)).getString("token_type")).isEqualTo("DPoP");
  }

  @Test
  void refusesACodeWithoutProof() {
    Map<String, String> form = form(people.code());
    refuses(() -> endpoint.issue(form), OAuthError.INVALID_DPOP_PROOF, "dpop-proof-missing");
    String used = people.proof();
    endpoint.issue(form, used);
    String second = people.code();
    refuses(
        () -> endpoint.issue(form(second), used),
        OAuthError.INVALID_DPOP_PROOF,
        "dpop-proof-replayed");
  }

  @Test
  void aCodeThatIsBoundToAKeyNeedsIt() {
    MultivaluedMap<String, String> request = PeopleRig.form();
    request.putSingle("dpop_jkt", TestDpopKey.ec().thumbprint());
    refuses(form(people.code(request)), OAuthError.INVALID_GRANT, "code-key");
  }

  @Test
  void aCodeOfAnotherClientIsRefused() {
    String code = people.code();
    people.writeOtherClient();
    people.rig.clock.move(Duration.ofSeconds(3));
    Map<String, String> form = form(code);
    form.put("client_id", "other");
    refuses(form, OAuthError.INVALID_GRANT, "code-client");
  }

  @Test
  void aCodeExpiresAfterAMinute() {
    String code = people.code();
    people.rig.clock.move(Duration.ofSeconds(60));
    refuses(form(code), OAuthError.INVALID_GRANT, "code-expired");
  }

  /** RFC 6749 section 4.1.2: the second use ends what came from the first. */
  @Test
  void aCodeThatIsUsedAgainEndsTheSession() {
    String code = people.code();
    JsonObject tokens = issued(form(code));
    refuses(form(code), OAuthError.INVALID_GRANT, "code-reused");
    assertThat(state(tokens)).isEqualTo(new TokenState.Ended("token-used-again"));
    refuses(refreshForm(tokens), OAuthError.INVALID_GRANT, "session-ended");
    assertThat(people.rig.audit())
        .anySatisfy(row -> assertThat(row.event()).isEqualTo("session.reused"));
  }

  @Test
  void theScopeIsWhatWasAskedOfWhatThePersonHas() {
    Map<String, String> form = form(people.code());
    form.put("scope", "fx.rates@1 ledger.post@1");
    JsonObject tokens = issued(form);
    assertThat(tokens.getString("scope")).isEqualTo("fx.rates@1");
    Map<String, String> next = refreshForm(tokens);
    next.put("scope", "invoice.parse@1");
    assertThat(issued(next).getString("scope")).isEqualTo("invoice.parse@1");
    Map<String, String> none = form(people.code());
    none.put("scope", "ledger.post@1");
    refuses(none, OAuthError.INVALID_SCOPE, "scope-empty");
  }

  @Test
  void aRefreshTokenGivesTheNextOne() {
    JsonObject first = tokens();
    JsonObject second = issued(refreshForm(first));
    assertThat(second.getString("refresh_token"))
        .isNotEqualTo(first.getString("refresh_token"))
        .hasSize(43);
    assertThat(record(second).origin().parent()).isEqualTo(record(first).origin().parent());
    assertThat(issued(refreshForm(second)).getString("access_token")).isNotEmpty();
    assertThat(people.rig.column("select digest from refresh_token")).hasSize(3);
    assertThat(people.rig.column("select digest from refresh_token"))
        .doesNotContain(first.getString("refresh_token"));
  }

  /** Either party of a stolen refresh token is found out, and nothing of the session lives on. */
  @Test
  void aRefreshTokenThatIsUsedAgainEndsTheSession() {
    JsonObject first = tokens();
    JsonObject second = issued(refreshForm(first));
    refuses(refreshForm(first), OAuthError.INVALID_GRANT, "refresh-token-reused");
    assertThat(state(first)).isInstanceOf(TokenState.Ended.class);
    assertThat(state(second)).isInstanceOf(TokenState.Ended.class);
    refuses(refreshForm(second), OAuthError.INVALID_GRANT, "session-ended");
  }

  @Test
  void aRefreshTokenNeedsItsKeyAndItsClient() {
    JsonObject tokens = tokens();
    refuses(
        () -> endpoint.issue(refreshForm(tokens), people.proof(TestDpopKey.ec())),
        OAuthError.INVALID_GRANT,
        "refresh-token-key");
    people.writeOtherClient();
    people.rig.clock.move(Duration.ofSeconds(3));
    Map<String, String> other = refreshForm(tokens);
    other.put("client_id", "other");
    refuses(other, OAuthError.INVALID_GRANT, "refresh-token-client");
    Map<String, String> unknown = refreshForm(tokens);
    unknown.put("refresh_token", "guess");
    refuses(unknown, OAuthError.INVALID_GRANT, "refresh-token-unknown");
    assertThat(issued(refreshForm(tokens)).getString("token_type")).isEqualTo("DPoP");
  }

  @Test
  void aSessionEndsHoweverOftenItIsUsed() {
    JsonObject tokens = tokens();
    people.rig.clock.move(Duration.ofHours(10));
    refuses(refreshForm(tokens), OAuthError.INVALID_GRANT, "refresh-token-expired");
  }

  @Test
  void whatTheFilesGiveNoMoreIsGoneAtTheNextRefresh() {
    JsonObject tokens = tokens();
    people.allow("fx.rates@1");
    people.rig.clock.move(Duration.ofSeconds(3));
    JsonObject narrower = issued(refreshForm(tokens));
    assertThat(narrower.getString("scope")).isEqualTo("fx.rates@1");
    people.removeClient();
    people.rig.clock.move(Duration.ofSeconds(3));
    refuses(refreshForm(narrower), OAuthError.INVALID_CLIENT, "client-unknown");
  }

  @Test
  void theProviderIsAskedAtTheRefresh() {
    JsonObject tokens = tokens();
    int before = people.provider.requests();
    JsonObject soon = issued(refreshForm(tokens));
    assertThat(people.provider.requests()).isEqualTo(before);
    people.rig.clock.move(Duration.ofSeconds(30));
    JsonObject later = issued(refreshForm(soon));
    assertThat(people.provider.requests()).isEqualTo(before + 1);
    people.rig.clock.move(Duration.ofSeconds(30));
    people.provider.enabled = false;
    refuses(refreshForm(later), OAuthError.INVALID_GRANT, "session-ended");
    assertThat(state(tokens)).isInstanceOf(TokenState.Ended.class);
  }

  /** A role that was lost is gone with the provider's next answer. */
  @Test
  void aLostRoleNarrowsTheNextToken() {
    JsonObject tokens = tokens();
    people.provider.claims =
        claims -> {
          claims.remove("realm");
          return claims;
        };
    people.rig.clock.move(Duration.ofSeconds(31));
    assertThat(issued(refreshForm(tokens)).getString("scope")).isEqualTo("invoice.parse@1");
  }

  /** A refresh is no sign-in, whatever the provider's later ID tokens say. */
  @Test
  void aRefreshKeepsTimeAndClassOfTheSignIn() {
    JsonObject tokens = tokens();
    people.provider.claims =
        claims -> {
          claims.put("acr", "gold");
          return claims;
        };
    people.rig.clock.move(Duration.ofSeconds(31));
    int before = people.provider.requests();
    JsonObject later = claims(issued(refreshForm(tokens)));
    assertThat(people.provider.requests()).isEqualTo(before + 1);
    assertThat(later.getInt("auth_time"))
        .isEqualTo(people.rig.clock.instant().getEpochSecond() - 36);
    assertThat(later.getString("acr")).isEqualTo("silver");
  }

  @Test
  void whatTheProviderDoesNotTellATokenDoesNotClaim() {
    people.provider.claims =
        claims -> {
          List.of("auth_time", "acr", "amr").forEach(claims::remove);
          return claims;
        };
    assertThat(claims(tokens())).doesNotContainKeys("auth_time", "acr", "amr");
  }

  /** The last answer counts for two minutes, and then nothing does. */
  @Test
  void withoutTheProviderItGoesOnForTheBoundOnly() {
    JsonObject tokens = tokens();
    people.provider.fault = Optional.of(503);
    people.rig.clock.move(Duration.ofSeconds(119));
    JsonObject next = issued(refreshForm(tokens));
    people.rig.clock.move(Duration.ofSeconds(2));
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> issued(refreshForm(next)));
    assertThat(refusal.check()).isEqualTo("person-status-stale");
    people.provider.fault = Optional.empty();
    assertThat(issued(refreshForm(next)).getString("token_type")).isEqualTo("DPoP");
  }

  @Test
  void aPolicyDenialGivesNoToken() {
    // No default policy denies, so the decision is asked with a scope that is empty.
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () ->
                        people.rig.gate.require(
                            PersonQuestion.authorize(
                                people
                                    .rig
                                    .personSessions
                                    .find(people.sessionOf(people.code()))
                                    .orElseThrow()
                                    .signedIn(),
                                people.rig.peopleClients.find("desk").orElseThrow(),
                                CapabilitySet.of(),
                                people.rig.clock.instant())))
                .check())
        .isEqualTo("scope-empty");
  }

  @Test
  void theEndpointWithoutClientsOfPeopleHasNoSuchGrant() {
    PeopleTokenRequests none = new PeopleTokenRequests(people.rig.endpoint());
    refuses(
        () -> none.issue(form("code"), people.proof()),
        OAuthError.UNSUPPORTED_GRANT_TYPE,
        "grant-type");
  }
}
