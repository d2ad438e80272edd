package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.outbox.OutboxWorker;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.testing.TestDomain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that names a partner domain is done there as a job of its own (R36). */
class RemoteStepTest {

  private static final String AUDIENCE = "https://as.other.example";
  private static final String ONE_STEP =
      "{\"purpose\":\"rates\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\","
          + "\"input\":{\"csv\":\"1\"},\"domain\":\"other.example\"}]}";
  private static final String AFTER_ANOTHER =
      "{\"purpose\":\"rates\",\"steps\":[{\"id\":\"first\",\"capability\":\"fx.rates@1\"},"
          + "{\"id\":\"a\",\"capability\":\"invoice.parse@1\",\"delegates\":[\"receipt.write@1\"],"
          + "\"input\":2,\"after\":[\"first\"],\"domain\":\"other.example\"}]}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestDomain other;
  private WorkflowRunner runner;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    rig.listAgents();
    other = new TestDomain(rig.master.otherPartner.ca, rig.master.ca);
    rig.master.ca.agent("master", "job.post@1").writeTo(rig.ownAgent);
    describe(other.described());
    runner = rig.runner();
  }

  @AfterEach
  void stop() {
    rig.close();
    other.close();
  }

  private void describe(String jobs) {
    rig.master.otherPartner.takeGrants(
        "{\"audience\":\"%s\",\"scopes\":{\"invoice.parse@1\":\"invoice.read@2\",\"receipt.write@1\":\"receipt@1\"},\"jobs\":%s}"
            .formatted(AUDIENCE, jobs));
    rig.pass(Duration.ofSeconds(3));
  }

  private JobRecord finished(String body) {
    return rig.finished(runner, rig.accept(body));
  }

  private List<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  private static JsonObject claims(Map<String, String> tokenRequest) {
    String payload = tokenRequest.get("assertion").split("\\.", -1)[1];
    return StrictJson.object(
        new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
  }

  @Test
  void isDoneByTheOtherDomain() {
    JobRecord job = finished(ONE_STEP);
    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    assertThat(rig.master.journal.results(job.jobId(), List.of("a"))).containsEntry("a", "1");
    assertThat(job.steps().getFirst().agent()).contains("spiffe://other.example");
    TestDomain.Request posted = other.requests("POST").getFirst();
    assertThat(posted.key()).contains(job.jobId() + "/a");
    assertThat(posted.token()).isEqualTo("Bearer token-1");
    assertThat(posted.client()).isEqualTo("spiffe://bailiwick.example/agent/master");
    assertThat(posted.body())
        .isEqualTo(
            "{\"purpose\":\"rates\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.read@2\","
                + "\"input\":{\"csv\":\"1\"},\"delegates\":[]}]}");
  }

  @Test
  void theGrantKeepsWhoAskedForWhat() {
    JobRecord job = finished(ONE_STEP);
    Map<String, String> request = other.tokenRequests().getFirst();
    assertThat(request)
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        .containsEntry("client_id", "spiffe://bailiwick.example/agent/master");
    JsonObject grant = claims(request);
    assertThat(grant.getString("aud")).isEqualTo(AUDIENCE);
    assertThat(grant.getString("sub")).isEqualTo("https://as.partner.example#alice");
    assertThat(grant.getString("scope")).isEqualTo("invoice.read@2");
    assertThat(grant.getString("txn")).isEqualTo(job.origin().txn());
    assertThat(grant.getJsonObject("act").getString("sub"))
        .isEqualTo("spiffe://bailiwick.example/agent/master");
    assertThat(grant.getJsonObject("act").getJsonObject("act").getString("sub"))
        .isEqualTo("spiffe://partner.example/agent/buyer");
    assertThat(grant.getJsonObject("cnf").getString("x5t#S256")).isNotEmpty();
    assertThat(rig.master.contexts.grantsOfJob(job.jobId()))
        .isNotEmpty()
        .allSatisfy(
            context -> {
              assertThat(context.audience()).isEqualTo(AUDIENCE);
              assertThat(context.scope()).isEqualTo("invoice.read@2");
            });
    assertThat(rows("grant.issued"))
        .isNotEmpty()
        .allSatisfy(
            row -> assertThat(row.members().toString()).contains(AUDIENCE, job.origin().txn()));
    assertThat(rows("step.released").getFirst().members().toString())
        .contains("spiffe://other.example");
  }

  @Test
  void theInputHasTheResultsOfEarlierSteps() {
    rig.agent("rate-finder", "fx.rates@1")
        .does(exchange -> TestAgent.output(exchange, "{\"output\":\"x\"}"));
    rig.listAgents();
    assertThat(finished(AFTER_ANOTHER).state()).isEqualTo(ExecutionState.DONE);
    assertThat(other.requests("POST").getFirst().body())
        .contains("\"input\":{\"input\":2,\"results\":{\"first\":\"x\"}}")
        .contains("\"delegates\":[\"receipt@1\"]");
  }

  /** Another domain has no token for results here, so it gets the text. */
  @Test
  void theInputHasALongResultOfAnEarlierStep() {
    rig.results = new ResultBounds(50, 1 << 20, 1 << 20, 1 << 22);
    runner = rig.runner();
    String text = "\"" + "x".repeat(100) + "\"";
    rig.agent("rate-finder", "fx.rates@1")
        .does(exchange -> TestAgent.output(exchange, "{\"output\":" + text + "}"));
    rig.listAgents();
    JobRecord job = finished(AFTER_ANOTHER);
    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    assertThat(rig.master.journal.stored().ofJob(job.jobId())).containsKey("first");
    assertThat(other.requests("POST").getFirst().body())
        .contains("\"results\":{\"first\":" + text + "}");
  }

  /** Of the reference only the id is used, at the place where this service has results. */
  @Test
  void aResultThatTheOtherDomainOnlyNamesIsReadThere() {
    other.tells(
        exchange ->
            TestDomain.json(
                exchange,
                200,
                exchange.getRequestURI().getPath().equals("/v1/results/r-1")
                    ? "{\"total\":12}"
                    : TestDomain.done("1")
                        .replace(
                            "\"output\":1",
                            "\"output_reference\":{\"href\":\"https://elsewhere.example/x/r-1\"}")));
    JobRecord job = finished(ONE_STEP);
    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    assertThat(rig.master.journal.results(job.jobId(), List.of("a")))
        .containsEntry("a", "{\"total\":12}");
    List<TestDomain.Request> asked = other.requests("GET");
    assertThat(asked.getLast().path()).isEqualTo("/v1/results/r-1");
    assertThat(asked.getLast().token()).isEqualTo(asked.get(asked.size() - 2).token());
  }

  @Test
  void isFollowedWithATokenOfItsOwnForEachQuestion() {
    AtomicInteger asked = new AtomicInteger();
    other.tells(
        exchange ->
            TestDomain.json(
                exchange,
                200,
                asked.incrementAndGet() < 3 ? TestDomain.job("running") : TestDomain.done("5")));
    assertThat(finished(ONE_STEP).state()).isEqualTo(ExecutionState.DONE);
    assertThat(other.requests("POST")).hasSize(1);
    assertThat(other.requests("GET"))
        .extracting(TestDomain.Request::token)
        .containsExactly("Bearer token-2", "Bearer token-3", "Bearer token-4");
    assertThat(other.tokenRequests())
        .extracting(form -> form.get("assertion"))
        .doesNotHaveDuplicates();
  }

  @Test
  void thatEndsWithoutResultFails() {
    for (String state : List.of("failed", "cancelled")) {
      other.tells(exchange -> TestDomain.json(exchange, 200, TestDomain.job(state)));
      assertThat(finished(ONE_STEP).reason()).contains("step a: remote-job-" + state);
    }
  }

  @Test
  void anAnswerOfAnotherFormFailsTheStep() {
    for (String answer :
        List.of(
            "[]",
            "{}",
            "{\"state\":7}",
            "{\"state\":\"done\"}",
            "{\"state\":\"done\",\"steps\":[]}",
            "{\"state\":\"done\",\"steps\":[1]}",
            "{\"state\":\"done\",\"steps\":[{\"id\":\"a\"}]}",
            "{\"state\":\"done\",\"steps\":[{\"output\":1},{\"output\":2}]}")) {
      other.tells(exchange -> TestDomain.json(exchange, 200, answer));
      assertThat(finished(ONE_STEP).reason()).contains("step a: agent-answer-malformed");
    }
  }

  @Test
  void anAnswerThatIsTooLongFailsTheStep() {
    String longer = "\"" + "x".repeat(1 << 20) + "\"";
    other.tells(exchange -> TestDomain.json(exchange, 200, TestDomain.done(longer)));
    assertThat(finished(ONE_STEP).reason()).contains("step a: agent-answer-too-long");
  }

  @Test
  void threat53APlaceThatIsNotBelowTheServiceIsRefused() {
    for (String location :
        List.of("https://elsewhere.example/v1/jobs/7", "/admin/7", "/v1/jobs/../x")) {
      other.answersPosts(exchange -> TestDomain.accepted(exchange, location));
      assertThat(finished(ONE_STEP).reason()).contains("step a: agent-status-url");
      assertThat(other.requests("GET")).isEmpty();
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    other.answersPosts(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
          exchange.sendResponseHeaders(307, -1);
        });
    assertThat(finished(ONE_STEP).reason()).contains("step a: agent-redirects: status 307");
  }

  /** The text of the other domain is not passed on. */
  @Test
  void aTokenThatIsRefusedFailsTheStep() {
    other.answersTokenRequests(
        exchange ->
            TestDomain.json(
                exchange, 400, "{\"error\":\"invalid_scope\",\"error_description\":\"secret\"}"));
    assertThat(finished(ONE_STEP).reason()).contains("step a: domain-token-refused: invalid_scope");
    assertThat(other.requests("POST")).isEmpty();
  }

  @Test
  void anythingButABearerTokenIsNoToken() {
    for (String answer :
        List.of(
            "{\"access_token\":\"t\",\"token_type\":\"DPoP\"}",
            "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}",
            "{\"access_token\":\"a\\r\\nX: 1\",\"token_type\":\"Bearer\"}",
            "{\"token_type\":\"Bearer\"}",
            "<html>")) {
      other.answersTokenRequests(exchange -> TestDomain.json(exchange, 200, answer));
      assertThat(finished(ONE_STEP).reason())
          .contains("step a: domain-token-refused: no bearer token");
    }
  }

  @Test
  void aLostAnswerIsRepeatedUnderTheSameKey() {
    AtomicInteger posts = new AtomicInteger();
    other.answersPosts(
        exchange -> {
          if (posts.incrementAndGet() > 1) {
            TestDomain.accepted(exchange, "/v1/jobs/7");
          } // the first one gets no answer
        });
    JobRecord job = finished(ONE_STEP);
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(other.requests("POST"))
        .extracting(TestDomain.Request::key)
        .containsExactly(Optional.of(job.jobId() + "/a"), Optional.of(job.jobId() + "/a"));
  }

  private String submitted() {
    rig.polls = new RunnerSettings.Polls(Duration.ofHours(1), Duration.ofHours(1));
    runner = rig.runner();
    String id = rig.accept(ONE_STEP);
    runner.accept(id, () -> {});
    await()
        .until(
            () ->
                rig.master.journal.find(id).orElseThrow().steps().getFirst().state()
                    == ExecutionState.SUBMITTED);
    return id;
  }

  @Test
  void isContinuedByAnotherProcessWithoutASecondJob() {
    String id = submitted();
    rig.kill();
    rig.pass(Duration.ofSeconds(16));
    rig.polls = new RunnerSettings.Polls(Duration.ofMillis(10), Duration.ofMillis(50));
    rig.runner().keepUp();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(other.requests("POST")).hasSize(1);
  }

  private static void runUntilDone(RunnerRig rig, OutboxWorker worker) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              worker.run();
              return rig.master.column("select outcome from ending_act").equals(List.of("done"));
            });
  }

  @Test
  void isCancelledThereWhenItsJobIsCancelled() {
    String id = submitted();
    assertThat(runner.cancel(id, "cancelled-by: test")).isTrue();
    runUntilDone(rig, rig.outbox("one"));
    TestDomain.Request cancelled = other.requests("DELETE").getFirst();
    assertThat(cancelled.path()).isEqualTo("/v1/jobs/7");
    assertThat(cancelled.token()).isEqualTo("Bearer token-2");
    assertThat(cancelled.client()).isEqualTo("spiffe://bailiwick.example/agent/master");
    JsonObject first = claims(other.tokenRequests().getFirst());
    JsonObject last = claims(other.tokenRequests().getLast());
    for (String same : List.of("sub", "aud", "scope", "act", "txn", "client_id")) {
      assertThat(last.get(same)).isEqualTo(first.get(same));
    }
    assertThat(last.getString("jti")).isNotEqualTo(first.getString("jti"));
    assertThat(rows("grant.issued").getLast().members().toString()).contains("withdraw-work");
  }

  @Test
  void isCancelledThereWhenTheCallerIsRevoked() {
    String id = submitted();
    runner.cancelJobsOf(owner -> Optional.of("credential-revoked: " + owner.caller().name()));
    rig.await(id);
    runUntilDone(rig, rig.outbox("one"));
    assertThat(other.requests("DELETE")).hasSize(1);
  }

  @Test
  void endsWhenThePartnerTakesNoJobsAnyMore() {
    AtomicInteger asked = new AtomicInteger();
    other.tells(
        exchange -> {
          if (asked.incrementAndGet() == 2) {
            rig.master.otherPartner.limitTo("invoice.parse@1");
            rig.master.clock.move(Duration.ofSeconds(3));
          }
          TestDomain.json(exchange, 200, TestDomain.job("running"));
        });
    assertThat(finished(ONE_STEP).reason()).contains("step a: domain-not-callable: other.example");
  }

  /** The domain from which the job came would know its caller better itself. */
  @Test
  void threat42DoesNotGoBackToTheDomainOfItsCaller() {
    String id = rig.accept(ONE_STEP, rig.master.otherPartner.buyer);
    assertThat(rig.finished(runner, id).reason()).contains("step a: policy-denied: chain-cycle");
    assertThat(other.tokenRequests()).isEmpty();
  }

  @Test
  void needsAWordForTheWholeScope() {
    rig.master.otherPartner.takeGrants(
        "{\"audience\":\"%s\",\"scopes\":{\"fx.rates@1\":\"r\"},\"jobs\":%s}"
            .formatted(AUDIENCE, other.described()));
    rig.pass(Duration.ofSeconds(3));
    assertThat(finished(ONE_STEP).reason())
        .contains("step a: policy-denied: scope-does-not-cover-step");
    assertThat(other.tokenRequests()).isEmpty();
  }

  @Test
  void waitsWhileTheMasterAgentHasNoCredentialForIt() throws IOException {
    Files.delete(rig.ownAgent.resolve("chain.pem"));
    waitsFor("dependency-unavailable: own-agent-unreadable");
  }

  @Test
  void waitsWhileItIsNotKnownWhetherThatCredentialIsRevoked() {
    rig.ownAgentState = new RevocationState.Unknown("stale");
    waitsFor("dependency-unavailable: own-agent-peer-status-stale");
  }

  /** The partner may not have our newest key yet. */
  @Test
  void aGrantThatIsNotTakenIsTriedAgainLater() {
    other.answersTokenRequests(
        exchange -> TestDomain.json(exchange, 400, "{\"error\":\"invalid_grant\"}"));
    String id = waits("domain-token-refused: invalid_grant");
    assertThat(other.tokenRequests()).hasSize(1);
    assertThat(rig.master.journal.find(id).orElseThrow().state().isFinal()).isFalse();
  }

  private void waitsFor(String reason) {
    waits(reason);
    assertThat(other.tokenRequests()).isEmpty();
  }

  private String waits(String reason) {
    String id = rig.accept(ONE_STEP);
    runner.accept(id, () -> {});
    await()
        .until(
            () ->
                rig.master
                    .journal
                    .find(id)
                    .orElseThrow()
                    .steps()
                    .getFirst()
                    .reason()
                    .filter(reason::equals)
                    .isPresent());
    return id;
  }

  @Test
  void noTokenOrGrantIsStoredOrLogged() {
    JobRecord job = finished(ONE_STEP);
    String grant = other.tokenRequests().getFirst().get("assertion");
    assertThat(rig.master.audit().toString()).doesNotContain(grant).doesNotContain("token-1");
    assertThat(job.toString()).doesNotContain("token-1");
  }
}
