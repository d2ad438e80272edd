package org.bailiwick.master.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.oauth.OAuthError;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.oauth.PeopleTokenRequests;
import org.bailiwick.master.testing.TestDocumentServer;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sign-ins and tokens through a client whose id is the URL of its metadata document. */
class DocumentSignInTest {

  @TempDir Path folder;
  private PeopleRig people;
  private TestDocumentServer documents;
  private PeopleTokenRequests endpoint;
  private String app;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
    documents = new TestDocumentServer(folder.resolve("clients"));
    documents.serve("desk.json");
    app = documents.url("desk.json");
    endpoint = new PeopleTokenRequests(people.rig.endpoint(Optional.of(people.grant())));
  }

  @AfterEach
  void stop() {
    documents.close();
    people.close();
  }

  private MultivaluedMap<String, String> form() {
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle("client_id", app);
    return form;
  }

  private JsonObject tokens() {
    return endpoint.issue(
        Map.of(
            "grant_type",
            "authorization_code",
            "client_id",
            app,
            "code",
            people.code(form()),
            "redirect_uri",
            PeopleRig.REDIRECT,
            "code_verifier",
            PeopleRig.VERIFIER),
        people.proof());
  }

  private JsonObject refreshed(JsonObject before) {
    return endpoint.issue(
        Map.of(
            "grant_type",
            "refresh_token",
            "client_id",
            app,
            "refresh_token",
            before.getString("refresh_token")),
        people.proof());
  }

  private AuditRow lastOf(String event) {
    return people.rig.audit().stream()
        .filter(row -> row.event().equals(event))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private void refusesPush(MultivaluedMap<String, String> form, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> people.push(form));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(people.rig.lastDenial()).isEqualTo(check);
  }

  @Test
  void aPersonSignsInThroughAClientThatOnlyItsDocumentDescribes() {
    JsonObject tokens = tokens();
    assertThat(tokens.getString("scope")).isEqualTo("fx.rates@1");
    assertThat(tokens.getString("token_type")).isEqualTo("DPoP");
    assertThat(people.rig.column("select holder from token where kind = 'access'"))
        .containsExactly(app);
    assertThat(documents.requests()).isEqualTo(1);
  }

  /** The policy decides over client and how it is known; the rows of the audit log show both. */
  @Test
  void decisionAndAuditShowTheClientAndHowItIsKnown() {
    tokens();
    AuditRow decision = lastOf("authorize.decided");
    assertThat(decision.resource()).contains(app);
    assertThat(decision.details()).contains("known_by").contains("metadata-document");
    AuditRow signedIn = lastOf("person.signed-in");
    assertThat(signedIn.details()).contains(app).contains("metadata-document");
    assertThat(lastOf("token.issued").details()).contains(app);
    people.code();
    assertThat(lastOf("authorize.decided").details())
        .contains("known_by")
        .contains("file")
        .doesNotContain("metadata-document");
  }

  @Test
  void refusesAClientWhoseDocumentCannotBeUsed() {
    documents.end("desk.json");
    refusesPush(form(), OAuthError.INVALID_CLIENT, "fetch-status");
    assertThat(lastOf("authorization.refused").details())
        .contains(app)
        .contains("metadata-document");
    people.rig.clock.move(Duration.ofSeconds(10));
    documents.serve(
        "desk.json", documents.document("desk.json").replace("none", "private_key_jwt"));
    refusesPush(form(), OAuthError.INVALID_CLIENT, "client-document-authentication-method");
  }

  @Test
  void refusesAClientThatNoFilePermits() {
    MultivaluedMap<String, String> form = form();
    form.putSingle("client_id", documents.origin() + "/other/desk.json");
    refusesPush(form, OAuthError.INVALID_CLIENT, "client-document-not-permitted");
    assertThat(lastOf("authorization.refused").details()).doesNotContain("/other/");
    form.putSingle("client_id", app + "#x");
    refusesPush(form, OAuthError.INVALID_CLIENT, "client-id-url");
    assertThat(documents.requests()).isZero();
  }

  /** Strangers cannot have documents fetched by requests that are refused in any case. */
  @ParameterizedTest
  @CsvSource({
    "response_type, token, UNSUPPORTED_RESPONSE_TYPE, response-type",
    "code_challenge, short, INVALID_REQUEST, code-challenge-form",
    "code_challenge_method, plain, INVALID_REQUEST, code-challenge-method",
    "scope, receipt.write@1, INVALID_SCOPE, scope-empty",
    "state, '\t', INVALID_REQUEST, state-form",
    "resource, https://other.example, INVALID_TARGET, resource-unknown",
    "dpop_jkt, short, INVALID_REQUEST, dpop-jkt-form",
    "client_secret, guess, INVALID_CLIENT, client-authentication-method",
    "client_assertion, a.b.c, INVALID_CLIENT, client-authentication-method",
  })
  void nothingIsFetchedForARequestWithAnotherFault(
      String parameter, String value, OAuthError error, String check) {
    MultivaluedMap<String, String> form = form();
    form.putSingle(parameter, value);
    refusesPush(form, error, check);
    assertThat(documents.requests()).isZero();
  }

  @Test
  void tooManyFetchesAreAProblemWithATimeToComeBack() {
    MultivaluedMap<String, String> form = form();
    for (int i = 0; i < 30; i++) {
      form.putSingle("client_id", documents.url("missing-" + i));
      refusesPush(form, OAuthError.INVALID_CLIENT, "fetch-status");
    }
    ProblemException busy = catchThrowableOfType(ProblemException.class, () -> people.push(form()));
    assertThat(busy.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    assertThat(busy.check()).isEqualTo("client-document-fetches");
    assertThat(busy.retryAfter()).contains(Duration.ofMinutes(1));
  }

  /** Redirect URIs are looked at for each request; a code that is on its way is not held back. */
  @Test
  void aDocumentThatChangesCountsForTheNextRequest() {
    String request = people.push(form()).getString("request_uri");
    assertThat(request).isNotEmpty();
    documents.serve("desk.json", documents.document("desk.json").replace("127.0.0.1", "[::1]"));
    people.rig.clock.move(Duration.ofSeconds(10));
    refusesPush(form(), OAuthError.INVALID_REQUEST, "redirect-uri");
  }

  /** A session rests on the operator's file, not on the document. */
  @Test
  void refreshGoesOnWithoutTheDocumentButNotWithoutTheFile() {
    JsonObject tokens = tokens();
    documents.end("desk.json");
    people.rig.clock.move(Duration.ofMinutes(1));
    refusesPush(form(), OAuthError.INVALID_CLIENT, "fetch-status");
    JsonObject next = refreshed(tokens);
    documents.remove("apps.json");
    people.rig.clock.move(Duration.ofSeconds(3));
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> refreshed(next));
    assertThat(refusal.check()).isEqualTo("client-document-not-permitted");
    assertThat(refusal.error()).isEqualTo(OAuthError.INVALID_CLIENT);
    assertThat(
            people.rig.people.refusal(
                people.rig.personSessions.find(people.onlySession()).orElseThrow(),
                CapabilitySet.of()))
        .contains("person-client-removed");
  }

  /** While a fault hides the file, what rests on the session waits. */
  @Test
  void aFaultOfTheFileEndsNoSession() {
    tokens();
    documents.write("apps.json", "{");
    people.rig.clock.move(Duration.ofSeconds(3));
    ProblemException waiting =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                people.rig.people.refusal(
                    people.rig.personSessions.find(people.onlySession()).orElseThrow(),
                    CapabilitySet.of()));
    assertThat(waiting.check()).isEqualTo("person-description-faulty");
  }
}
