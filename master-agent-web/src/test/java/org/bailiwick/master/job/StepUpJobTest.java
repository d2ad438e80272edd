package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.account.TestAccounts;
import org.bailiwick.master.authorization.PeopleRig;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.oauth.PeopleTokenRequests;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.OwnPolicies;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs for which a policy of the operator asks for another sign-in (RFC 9470). */
class StepUpJobTest {

  private static final String FRESH =
      """

      @id("parse-needs-a-fresh-sign-in")
      @reason("sign-in-too-old")
      @step_up_max_age("300")
      forbid (
        principal,
        action == Bailiwick::Action::"plan",
        resource is Bailiwick::Job
      )
      when
      { resource has capabilities && resource.capabilities.contains("invoice.parse@1") }
      unless
      { context has authentication_age && context.authentication_age <= 300 };

      @id("rates-need-gold")
      @reason("sign-in-too-weak")
      @step_up_acr("gold platinum")
      forbid (
        principal,
        action == Bailiwick::Action::"plan",
        resource is Bailiwick::Job
      )
      when
      { resource has capabilities && resource.capabilities.contains("fx.rates@1") }
      unless
      { context has acr && ["gold", "platinum"].contains(context.acr) };
      """;

  @TempDir Path folder;
  private PeopleRig people;
  private MasterRig rig;
  private TestAgent agent;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
    rig = people.rig;
    agent = new TestAgent(rig.ca, "reader", "invoice.parse@1", "fx.rates@1");
    TestAgent.list(rig, agent);
  }

  @AfterEach
  void stop() {
    agent.close();
    people.close();
  }

  /** The intake of a node with this policy beside the default ones. */
  private JobIntake intake(String policy) {
    Gate gate =
        new Gate(
            OwnPolicies.with(folder.resolve("policies-" + UUID.randomUUID()), "plan", policy),
            rig.writer);
    return new JobIntake(
        IdleRunner.parts(rig, gate),
        IdleRunner.of(rig),
        new MasterSettings.Jobs(
            Duration.ofHours(1),
            1 << 20,
            50,
            10,
            100,
            new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 1 << 20)),
        rig.records,
        new TextShares(1 << 20));
  }

  private static String job(String capability) {
    return "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"" + capability + "\"}]}";
  }

  private JsonObject signIn() {
    return new PeopleTokenRequests(rig.endpoint(Optional.of(people.grant())))
        .issue(
            Map.of(
                "grant_type", "authorization_code",
                "client_id", PeopleRig.DESK,
                "code", people.code(),
                "redirect_uri", PeopleRig.REDIRECT,
                "code_verifier", PeopleRig.VERIFIER),
            people.proof());
  }

  private JsonObject refreshed(JsonObject tokens) {
    return new PeopleTokenRequests(rig.endpoint(Optional.of(people.grant())))
        .issue(
            Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                PeopleRig.DESK,
                "refresh_token",
                tokens.getString("refresh_token")),
            people.proof());
  }

  /** The person, as the access token and a proof show. */
  private Caller person(JsonObject tokens) {
    String token = tokens.getString("access_token");
    String proof =
        people
            .key
            .proof("POST", MasterRig.ISSUER + "/v1/jobs", rig.clock.instant())
            .nonce(rig.proofs)
            .token(token)
            .compact();
    return authenticated(
        "access-token-dpop",
        Map.of("Authorization", List.of("DPoP " + token), "DPoP", List.of(proof)));
  }

  private Caller authenticated(String rule, Map<String, List<String>> headers) {
    RequestHead head = new RequestHead("POST", "v1/jobs", headers, Set.of());
    return new CallerAuthenticator(rule, rig.methods)
        .authenticate(new PresentedCredentials(Optional.empty(), head));
  }

  private Caller agentOfPartner() {
    VerifiedPeer peer = rig.foreign(rig.partner.buyer);
    return new Caller(
        CallerIdentity.of(peer),
        Optional.of(TestTokens.ALICE),
        Set.of("mtls", "access-token"),
        Optional.of(
            TestTokens.access(
                rig.accessToken(UUID.randomUUID().toString(), peer, "invoice.parse@1"), peer)));
  }

  private static ProblemException refusal(JobIntake intake, Caller caller, String capability) {
    return catchThrowableOfType(
        ProblemException.class, () -> intake.accept(caller, job(capability), Optional.empty()));
  }

  private static void asksForSignIn(ProblemException refusal, String check) {
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.INSUFFICIENT_USER_AUTHENTICATION);
    assertThat(refusal.check()).isEqualTo(check);
  }

  private static void deniesForGood(ProblemException refusal, String check) {
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.extensions()).containsOnlyKeys("reasons");
  }

  private void provides(String claim, Object value) {
    people.provider.claims =
        claims -> {
          claims.put(claim, value);
          return claims;
        };
  }

  private void withholds(String claim) {
    people.provider.claims =
        claims -> {
          claims.remove(claim);
          return claims;
        };
  }

  @Test
  void anOldSignInIsToldHowOldItMayBeAndANewOneDoes() {
    JobIntake intake = intake(FRESH);
    JsonObject tokens = signIn();
    assertThat(intake.accept(person(tokens), job("invoice.parse@1"), Optional.empty()))
        .isNotEmpty();
    rig.clock.move(Duration.ofSeconds(296)); // the provider's sign-in was five seconds earlier
    JsonObject again = refreshed(tokens);
    ProblemException refusal = refusal(intake, person(again), "invoice.parse@1");
    asksForSignIn(refusal, "sign-in-too-old");
    assertThat(refusal.extensions())
        .containsEntry("max_age", "300")
        .doesNotContainKey("acr_values");
    assertThat(intake.accept(person(signIn()), job("invoice.parse@1"), Optional.empty()))
        .isNotEmpty();
  }

  @Test
  void theAuditLogNamesTheCheckAndWhatWasKnown() {
    JobIntake intake = intake(FRESH);
    asksForSignIn(refusal(intake, person(signIn()), "fx.rates@1"), "sign-in-too-weak");
    AuditRow row = rig.audit().getLast();
    assertThat(row.event()).isEqualTo("plan.decided");
    assertThat(row.check()).isEqualTo("sign-in-too-weak");
    assertThat(row.details().replace("\\", ""))
        .contains("\"acr\":\"silver\"")
        .contains("\"authentication_age\":5")
        .contains("acr_values=\"gold platinum\"")
        .contains("\"policies\":\"rates-need-gold\"");
    assertThat(rig.audit())
        .filteredOn(decided -> decided.event().equals("authorize.decided"))
        .isNotEmpty()
        .allSatisfy(
            decided ->
                assertThat(decided.details().replace("\\", ""))
                    .contains("\"authentication_age\":5"));
  }

  @Test
  void aWeakSignInIsToldWhichClassesDo() {
    JobIntake intake = intake(FRESH);
    ProblemException refusal = refusal(intake, person(signIn()), "fx.rates@1");
    asksForSignIn(refusal, "sign-in-too-weak");
    assertThat(refusal.extensions())
        .containsEntry("acr_values", "gold platinum")
        .doesNotContainKey("max_age");
    provides("acr", "gold");
    assertThat(intake.accept(person(signIn()), job("fx.rates@1"), Optional.empty())).isNotEmpty();
  }

  /** What the provider does not tell is not assumed. */
  @Test
  void aMissingTimeOrClassIsNone() {
    JobIntake intake = intake(FRESH);
    withholds("auth_time");
    asksForSignIn(refusal(intake, person(signIn()), "invoice.parse@1"), "sign-in-too-old");
    withholds("acr");
    asksForSignIn(refusal(intake, person(signIn()), "fx.rates@1"), "sign-in-too-weak");
    provides("auth_time", rig.clock.instant().getEpochSecond() + 3600);
    asksForSignIn(refusal(intake, person(signIn()), "invoice.parse@1"), "sign-in-too-old");
  }

  /** Nobody else can sign in again, and a right of people is not theirs for want of a sign-in. */
  @Test
  void agentsAndAccountsAreDeniedForGood() {
    JobIntake intake = intake(FRESH);
    deniesForGood(refusal(intake, agentOfPartner(), "invoice.parse@1"), "sign-in-too-old");
    String key = TestAccounts.withKey(rig, "reporting").secret();
    Caller account = authenticated("api-key", Map.of("X-API-Key", List.of(key)));
    deniesForGood(refusal(intake, account, "invoice.parse@1"), "sign-in-too-old");
  }

  /** Its condition is stricter than its annotation, so a client would sign in for ever. */
  @Test
  void whoHasSignedInAsAskedIsNotAskedAgain() {
    JobIntake intake =
        intake(
            FRESH.replace("context.authentication_age <= 300", "context.authentication_age < 0"));
    deniesForGood(refusal(intake, person(signIn()), "invoice.parse@1"), "sign-in-too-old");
  }

  @Test
  void aJobThatNoSignInPermitsAsksForNone() {
    String barred =
        """

        @id("parse-not-at-all")
        @reason("parse-barred")
        forbid (
          principal,
          action == Bailiwick::Action::"plan",
          resource is Bailiwick::Job
        )
        when
        { resource has capabilities && resource.capabilities.contains("fx.rates@1") };
        """;
    deniesForGood(refusal(intake(FRESH + barred), person(signIn()), "fx.rates@1"), "parse-barred");
    ProblemException wide = refusal(intake(FRESH), person(signIn()), "ledger.post@1");
    assertThat(wide.type()).isEqualTo(ProblemType.INSUFFICIENT_SCOPE);
  }
}
