package org.bailiwick.master.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.identityprovider.LoginSecret;
import org.bailiwick.master.personsession.OneTimeSecret;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestProvider;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's way from the client to the provider and back. */
class SignInTest {

  @TempDir Path folder;
  private PeopleRig people;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private void refuses(Callable<?> request, ProblemType type, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, request::call);
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(people.rig.lastDenial()).isEqualTo(check);
  }

  /** The client gets this error at its redirect URI, and no code. */
  private void tellsClient(Map<String, String> answer, String error, String check) {
    assertThat(answer)
        .containsEntry("error", error)
        .containsEntry("state", PeopleRig.STATE)
        .containsEntry("iss", MasterRig.ISSUER)
        .doesNotContainKey("code");
    assertThat(people.rig.lastDenial()).isEqualTo(check);
    assertThat(people.rig.column("select count(*) from person_session")).containsExactly("0");
  }

  private Map<String, String> arrived() {
    return people.arrive(people.provider.signIn(people.toProvider(PeopleRig.form())));
  }

  @Test
  void theClientGetsACodeWithItsStateAndTheIssuer() {
    Map<String, String> answer = arrived();
    assertThat(answer)
        .containsEntry("state", PeopleRig.STATE)
        .containsEntry("iss", MasterRig.ISSUER)
        .containsEntry("from", "edge")
        .containsOnlyKeys("code", "state", "iss", "from");
    assertThat(people.rig.column("select scope from person_session"))
        .containsExactly("fx.rates@1 invoice.parse@1");
    assertThat(people.rig.audit())
        .filteredOn(row -> row.event().equals("person.signed-in"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details())
                    .contains("silver")
                    .contains("otp")
                    .contains("buyer")
                    .doesNotContain(answer.get("code")));
    assertThat(people.rig.audit())
        .anySatisfy(
            row -> {
              assertThat(row.event()).isEqualTo("authorize.decided");
              assertThat(row.details()).contains("caller_kind").contains("buyer");
            });
    assertThat(people.rig.column("select count(*) from authorization_request"))
        .containsExactly("0");
  }

  /** What the provider got, no row and no audit row has. */
  @Test
  void rowsHaveNoSecretInTheClear() {
    String code = arrived().get("code");
    String cookie = people.cookies.values().iterator().next();
    String verifier = people.provider.lastForm.get("code_verifier");
    List<String> texts = new ArrayList<>();
    texts.addAll(people.rig.column("select code_digest from person_session"));
    texts.addAll(people.rig.column("select signed_in from person_session"));
    texts.addAll(
        people.rig.column("select cast(provider_token as varchar(2000)) from person_session"));
    people.rig.audit().forEach(row -> texts.add(row.details()));
    assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContain(code, cookie, verifier));
  }

  @Test
  void aRequestUriCountsOnceForItsClientAndForAMinute() {
    String uri = people.push(PeopleRig.form()).getString("request_uri");
    refuses(
        () ->
            people.signIn.depart(PeopleRig.form(Map.of("client_id", "other", "request_uri", uri))),
        ProblemType.MALFORMED_REQUEST,
        "request-uri-unknown");
    people.depart(uri);
    refuses(() -> people.depart(uri), ProblemType.MALFORMED_REQUEST, "request-uri-unknown");
    String late = people.push(PeopleRig.form()).getString("request_uri");
    people.rig.clock.move(Duration.ofSeconds(60));
    refuses(() -> people.depart(late), ProblemType.MALFORMED_REQUEST, "request-uri-unknown");
  }

  @Test
  void refusesRequestsThatWereNotPushed() {
    MultivaluedMap<String, String> plain = PeopleRig.form();
    refuses(() -> people.signIn.depart(plain), ProblemType.MALFORMED_REQUEST, "parameter-missing");
    MultivaluedMap<String, String> elsewhere = PeopleRig.form();
    elsewhere.putSingle("request_uri", "https://desk.example/request.jwt");
    refuses(
        () -> people.signIn.depart(elsewhere),
        ProblemType.MALFORMED_REQUEST,
        "request-uri-unknown");
    MultivaluedMap<String, String> twice =
        PeopleRig.form(Map.of("client_id", "desk", "request_uri", "urn:x"));
    twice.add("client_id", "other");
    refuses(() -> people.signIn.depart(twice), ProblemType.MALFORMED_REQUEST, "parameter-repeated");
  }

  /** The state of a sign-in is no request_uri, and a request_uri no state. */
  @Test
  void oneSecretIsNotTakenForTheOther() {
    URI address = people.toProvider(PeopleRig.form());
    String state = TestProvider.form(address.getRawQuery()).get("state");
    refuses(
        () -> people.depart(PushedRequestEndpoint.URN + state),
        ProblemType.MALFORMED_REQUEST,
        "request-uri-unknown");
    String pushed = people.push(PeopleRig.form()).getString("request_uri");
    Map<String, String> query = people.provider.signIn(address);
    query.put("state", pushed.substring(PushedRequestEndpoint.URN.length()));
    refuses(() -> people.arrive(query), ProblemType.MALFORMED_REQUEST, "sign-in-unknown");
  }

  @Test
  void aSignInEndsOnceInItsBrowser() {
    Map<String, String> query = people.provider.signIn(people.toProvider(PeopleRig.form()));
    Map<String, String> mine = new HashMap<>(people.cookies);
    people.cookies.clear();
    refuses(() -> people.arrive(query), ProblemType.POLICY_DENIED, "sign-in-browser");
    mine.keySet().forEach(name -> people.cookies.put(name, LoginSecret.random().value()));
    refuses(() -> people.arrive(query), ProblemType.POLICY_DENIED, "sign-in-browser");
    people.cookies.putAll(mine);
    assertThat(people.arrive(query)).containsKey("code");
    refuses(() -> people.arrive(query), ProblemType.MALFORMED_REQUEST, "sign-in-unknown");
  }

  @Test
  void aSignInIsOverAfterTenMinutes() {
    Map<String, String> query = people.provider.signIn(people.toProvider(PeopleRig.form()));
    people.rig.clock.move(Duration.ofMinutes(10));
    refuses(() -> people.arrive(query), ProblemType.MALFORMED_REQUEST, "sign-in-unknown");
  }

  @Test
  void twoSignInsOfOneBrowserDoNotDisturbEachOther() {
    Map<String, String> first = people.provider.signIn(people.toProvider(PeopleRig.form()));
    Map<String, String> second = people.provider.signIn(people.toProvider(PeopleRig.form()));
    assertThat(people.arrive(first)).containsKey("code");
    assertThat(people.arrive(second)).containsKey("code");
  }

  @Test
  void theAnswerMustNameItsProvider() {
    Map<String, String> nameless = people.provider.signIn(people.toProvider(PeopleRig.form()));
    nameless.remove("iss");
    tellsClient(people.arrive(nameless), "server_error", "parameter-missing");
    Map<String, String> other = people.provider.signIn(people.toProvider(PeopleRig.form()));
    other.put("iss", "https://other.example");
    tellsClient(people.arrive(other), "access_denied", "provider-iss");
  }

  @Test
  void aRefusalOfTheProviderIsTold() {
    Map<String, String> refused = people.provider.signIn(people.toProvider(PeopleRig.form()));
    refused.remove("code");
    refused.put("error", "access_denied");
    tellsClient(people.arrive(refused), "access_denied", "provider-error");
    people.provider.enabled = false;
    tellsClient(arrived(), "access_denied", "provider-refused");
    people.provider.enabled = true;
    people.provider.fault = Optional.of(500);
    tellsClient(arrived(), "temporarily_unavailable", "provider-answer-status");
    people.provider.fault = Optional.empty();
    people.provider.left = List.of("refresh_token");
    tellsClient(arrived(), "access_denied", "provider-refresh-token");
    people.provider.left = List.of("id_token");
    tellsClient(arrived(), "temporarily_unavailable", "provider-answer-members");
  }

  private void refusesIdToken(String claim, Object value, String check) {
    people.provider.claims =
        claims -> {
          claims.put(claim, value);
          return claims;
        };
    tellsClient(arrived(), "access_denied", check);
  }

  @Test
  void refusesIdTokensThatAreNotOfThisSignIn() {
    long now = people.rig.clock.instant().getEpochSecond();
    refusesIdToken("nonce", "of another", "id-token-nonce");
    refusesIdToken("nonce", null, "id-token-claim-nonce");
    refusesIdToken("aud", "other", "id-token-audience");
    refusesIdToken("aud", List.of("edge", "other"), "id-token-audience");
    refusesIdToken("azp", "other", "id-token-azp");
    refusesIdToken("iss", "https://other.example", "id-token-issuer");
    refusesIdToken("exp", now - 1, "id-token-expired");
    refusesIdToken("iat", now - 400, "id-token-too-old");
    refusesIdToken("sub", "two words", "id-token-sub");
    refusesIdToken("sub", null, "id-token-claim-sub");
    refusesIdToken("events", Map.of("logout", Map.of()), "id-token-claim-events");
    refusesIdToken("cnf", Map.of("jkt", "x"), "id-token-claim-cnf");
  }

  @Test
  void whoHasNoRightsGetsNoCode() {
    people.provider.describe("{\"bob\": [\"invoice.parse@1\"]}");
    people.rig.clock.move(Duration.ofSeconds(3));
    tellsClient(arrived(), "invalid_scope", "scope-empty");
    people.provider.describe("{\"alice\": [\"invoice.parse@1\"]}");
    people.rig.clock.move(Duration.ofSeconds(3));
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle("scope", "fx.rates@1");
    URI address = people.toProvider(form);
    tellsClient(people.arrive(people.provider.signIn(address)), "invalid_scope", "scope-empty");
  }

  /** A role is what the provider tells now; the file says what it is worth. */
  @Test
  void rightsComeFromTheFileBySubjectAndRole() {
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle("scope", "fx.rates@1 ledger.post@1");
    people.arrive(people.provider.signIn(people.toProvider(form)));
    assertThat(people.rig.column("select scope from person_session")).containsExactly("fx.rates@1");
  }

  @Test
  void aClientThatWasRemovedMeanwhileGetsNoCode() {
    URI address = people.toProvider(PeopleRig.form());
    people.removeClient();
    people.rig.clock.move(Duration.ofSeconds(3));
    tellsClient(people.arrive(people.provider.signIn(address)), "access_denied", "client-changed");
  }

  @Test
  void theProviderKnowsThisClientByTheKeyOfAFile() {
    // The certificate only tells the public key; its authority does not matter here.
    TestLeaf leaf = people.rig.ca.agent("provider-client", "fx.rates@1");
    people.provider.write("client.pem", Pem.of(leaf.certificate()));
    people.provider.write("client.key", Pem.of(leaf.key()));
    people.provider.describe(
        "{\"alice\": [\"invoice.parse@1\"]}",
        "\"client_key_file\": \"client.key\", \"client_certificate_file\": \"client.pem\"");
    people.rig.clock.move(Duration.ofSeconds(3));
    assertThat(arrived()).containsKey("code");
    String assertion = people.provider.lastForm.get("client_assertion");
    assertThat(assertion.split("\\.")).hasSize(3);
    assertThat(people.provider.lastForm).containsEntry("client_id", "edge");
  }

  /** Fifty requests at two nodes with one secret: one begins, and one ends. */
  @Test
  void aSecretCountsOnceAtAllNodes() throws Exception {
    try (GroupWriter second =
        new GroupWriter(
            people.rig.commits, Thread::new, WriterSettings.of("test/second", people.rig.clock))) {
      AuthorizationRequests other = new AuthorizationRequests(second, people.rig.clock);
      String uri = people.push(PeopleRig.form()).getString("request_uri");
      OneTimeSecret pushed = new OneTimeSecret(uri.substring(PushedRequestEndpoint.URN.length()));
      List<AuthorizationRequests.Begun> begun =
          atOnce(at -> (at % 2 == 0 ? people.requests : other).begin("desk", pushed));
      assertThat(begun).hasSize(1);
      OneTimeSecret state = begun.getFirst().state();
      Optional<LoginSecret> browser = Optional.of(begun.getFirst().browser());
      assertThat(atOnce(at -> (at % 2 == 0 ? people.requests : other).end(state, browser)))
          .hasSize(1);
    }
  }

  private interface Attempt<T> {
    T at(int number);
  }

  /** What fifty attempts at once have brought. */
  private static <T> List<T> atOnce(Attempt<T> attempt) throws InterruptedException {
    List<T> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      List<Callable<T>> all = new ArrayList<>();
      for (int number = 0; number < 50; number++) {
        int at = number;
        all.add(() -> attempt.at(at));
      }
      for (Future<T> each : threads.invokeAll(all)) {
        try {
          done.add(each.get());
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(ProblemException.class);
        }
      }
    }
    return done;
  }
}
