package org.bailiwick.master.redecision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.appraisal.Appraisals;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.facts.DecisionFacts;
import org.bailiwick.master.facts.TestKnowledge;
import org.bailiwick.master.grantedquestion.GrantedQuestions;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.policy.PrincipalQuestion;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFact;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.risk.Risks;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.OwnPolicies;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threats 63 and 73: what was permitted ends when it is permitted no more, and not before. */
class RedecisionsTest {
  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");
  private static final String BUYER = "spiffe://partner.example/agent/buyer";
  private static final String PRINCIPAL = "https://as.partner.example#alice";
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";
  private static final String NO_HIGH_RISK =
      """
      @id("no-high-risk")
      @reason("risk-high")
      forbid (principal is Bailiwick::Agent, action == Bailiwick::Action::"admit", resource)
      unless
      {
        principal has risk &&
        principal.risk != "high" &&
        (if context has principal_risk then context.principal_risk != "high" else true)
      };
      """;

  @TempDir Path folder;
  private MasterRig rig;
  private ReportedFacts facts;
  private DecisionFacts known;
  private final AtomicReference<String> version = new AtomicReference<>("1");
  private final AtomicReference<DecisionPort> port = new AtomicReference<>();
  private final AtomicLong nanos = new AtomicLong();
  private TokenRevoker revoker;
  private Redecisions redecisions;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    facts = new ReportedFacts(rig.store(), rig.writer, rig.clock);
    facts.follow();
    known =
        new DecisionFacts(
            new DecisionFacts.Parts(
                rig.inventory,
                rig.personSessions,
                new Risks(facts),
                new Appraisals(
                    rig.partners(),
                    facts,
                    new GuardedFetch(FetchSettings.of(Set.of())),
                    MasterRig.ISSUER,
                    rig.clock),
                TestKnowledge.of(rig, new Risks(facts), Optional::empty)),
            rig.ca.domain(),
            rig.clock);
    port.set(DefaultPolicies.inForce());
    revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {});
    redecisions = redecisions("one");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** The work of a node. */
  private Redecisions redecisions(String node) {
    Gate gate = new Gate(request -> port.get().decide(request), rig.writer, known);
    return redecisions(node, gate::denialNow);
  }

  private Redecisions redecisions(String node, Function<Question, Optional<AuditEntry>> denial) {
    Redecisions made =
        new Redecisions(
            new TokenReview(
                new TokenReview.Parts(denial, known::areKnownOf, rig.ledger, revoker),
                new SharedWork(ForkJoinPool.commonPool(), 2),
                rig.clock),
            new GrantedQuestions(rig.store()),
            version::get,
            new Lease(rig.writer, node, rig.clock, nanos::get),
            rig.clock,
            nanos::get);
    facts.onChange(made::changed);
    return made;
  }

  /** An access token of the partner's agent, as the token endpoint stores it. */
  private TokenRecord granted() {
    TokenOrigin origin = TestJobs.granted(rig, rig.partner.buyer);
    TokenRecord token = TestJobs.token(rig, TokenKind.ACCESS, origin, SCOPE);
    rig.writer.commit(
        rig.ledger.insertion(token).thenReferring(GrantedQuestions.insertion(token, question())));
    return token;
  }

  private Question question() {
    return PrincipalQuestion.of(
        JobQuestion.admit(
            JobQuestion.CallerFacts.of(
                JobQuestion.Subject.of(
                    TestCallers.of(rig.partner.buyer.certificate()),
                    rig.ca.domain(),
                    rig.clock.instant()),
                Set.of("mtls")),
            "token",
            SCOPE,
            Optional.empty()),
        PRINCIPAL);
  }

  private void risk(String subject, String level) {
    facts.report(
        new ReportedFact(
            FactKind.RISK,
            subject,
            "officer-1",
            level,
            "seen",
            "{}",
            rig.clock.instant(),
            rig.clock.instant().plus(Duration.ofHours(1))));
  }

  private boolean isLive(TokenRecord token) {
    return rig.ledger.state(token.jti()) instanceof TokenState.Live;
  }

  private void run() {
    nanos.addAndGet(Duration.ofMillis(200).toNanos());
    redecisions.run();
  }

  private void publish(DecisionPort policies) {
    port.set(policies);
    version.set(version.get() + "1");
  }

  @Test
  void aNewPolicyEndsWhatItDeniesWithItsJobsAndSaysWhichPolicy() {
    TokenRecord token = granted();
    TestJobs.accept(
        rig,
        new TestJobs.Posted("job-1", rig.partner.buyer, ONE_STEP, Optional.empty()),
        token,
        UnitOfWork.none());
    run();
    assertThat(isLive(token)).as("still permitted").isTrue();
    assertThat(rig.audit()).extracting(AuditRow::event).doesNotContain("admit.decided");
    publish(
        OwnPolicies.with(
            folder.resolve("new"),
            "admit",
            """
            @id("no-partners")
            @reason("partners-are-closed")
            forbid (principal is Bailiwick::Agent, action == Bailiwick::Action::"admit", resource)
            when { principal has foreign && principal.foreign };
            """));
    run();
    assertThat(isLive(token)).isFalse();
    assertThat(revoker.ended(EndCause.POLICY)).isEqualTo(1);
    assertThat(rig.column("select reason from token_end where jti = '" + token.jti() + "'"))
        .containsExactly("denied-by-policy");
    assertThat(rig.journal.find("job-1").orElseThrow().state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(rig.journal.find("job-1").orElseThrow().reason())
        .contains("token-ended: " + token.jti() + " (policy: partners-are-closed)");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("admit.decided"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.check()).isEqualTo("partners-are-closed");
              assertThat(row.details()).contains("no-partners", token.jti());
            });
    run();
    assertThat(rig.audit()).extracting(AuditRow::event).containsOnlyOnce("token.ended");
  }

  @Test
  void aRiskEndsTheTokensOfItsSubjectAtOnceAndNoOthers() {
    publish(OwnPolicies.with(folder.resolve("new"), "admit", NO_HIGH_RISK));
    TokenRecord token = granted();
    run();
    assertThat(isLive(token)).isTrue();
    risk("spiffe://other.example/agent/buyer", "high");
    risk(BUYER, "medium");
    run();
    assertThat(isLive(token)).isTrue();
    risk(BUYER, "high");
    run();
    assertThat(isLive(token)).isFalse();
  }

  @Test
  void aRiskOfThePrincipalOrOfTheDomainEndsThemToo() {
    publish(OwnPolicies.with(folder.resolve("new"), "admit", NO_HIGH_RISK));
    TokenRecord first = granted();
    run();
    risk(PRINCIPAL, "high");
    run();
    assertThat(isLive(first)).isFalse();
    facts.clear(FactKind.RISK, PRINCIPAL);
    TokenRecord second = granted();
    run();
    assertThat(isLive(second)).isTrue();
    risk("spiffe://partner.example", "high");
    run();
    assertThat(isLive(second)).isFalse();
  }

  /** A posture grows old without anybody saying so. */
  @Test
  void whatTimeChangesIsAskedAgainAfterAWhile() {
    publish(
        OwnPolicies.with(
            folder.resolve("new"),
            "admit",
            """
            @id("business-hours")
            @reason("after-hours")
            forbid (principal, action == Bailiwick::Action::"admit", resource)
            unless
            {
              context has time && context.time.epoch < %d
            };
            """
                .formatted(rig.clock.instant().plusSeconds(600).getEpochSecond())));
    TokenRecord token = granted();
    run();
    assertThat(isLive(token)).isTrue();
    rig.clock.move(Duration.ofSeconds(601));
    run();
    assertThat(isLive(token)).as("asked a moment ago").isTrue();
    nanos.addAndGet(Redecisions.INTERVAL.toNanos());
    run();
    assertThat(isLive(token)).isFalse();
  }

  @Test
  void anEvaluatorErrorClosesAndADependencyThatIsAwayDoesNot() {
    TokenRecord token = granted();
    redecisions =
        redecisions(
            "two",
            question -> {
              throw new IllegalStateException("the database is away");
            });
    run();
    assertThat(isLive(token)).isTrue();
    assertThat(redecisions.postponed()).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    rig.clock.move(Duration.ofSeconds(11));
    redecisions = redecisions("three");
    publish(request -> new Decision.Deny(List.of("evaluator-error"), List.of(), "9"));
    run();
    assertThat(isLive(token)).isFalse();
  }

  @Test
  void aQuestionThatCannotBeReadCloses() {
    TokenRecord token = granted();
    rig.run("update granted_question set question = '{\"action\":\"fly\"}'");
    run();
    assertThat(isLive(token)).isFalse();
    assertThat(rig.audit())
        .extracting(AuditRow::event)
        .contains("token.question-unreadable", "token.ended");
  }

  /** Two nodes: one does the work, and the other one begins anew when the first has gone. */
  @Test
  void oneNodeDoesTheWorkAndAnotherOneTakesOver() {
    Redecisions other = redecisions("two");
    run();
    nanos.addAndGet(Duration.ofMillis(200).toNanos());
    other.run();
    assertThat(redecisions.sweeps()).isEqualTo(1);
    assertThat(other.sweeps()).isZero();
    TokenRecord token = granted();
    publish(request -> new Decision.Deny(List.of("closed"), List.of(), "9"));
    other.run();
    assertThat(isLive(token)).isTrue();
    rig.clock.move(Duration.ofSeconds(11));
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    other.run();
    assertThat(isLive(token)).isFalse();
  }

  /** The ages of an attestation and of a sign-in are those of now. */
  @Test
  void whatGrowsWithTimeHasGrown() {
    TokenRecord token =
        TestJobs.token(rig, TokenKind.ACCESS, TestJobs.granted(rig, rig.partner.buyer), SCOPE);
    Question asked =
        Question.of(
            new Entity(
                "Agent",
                BUYER,
                Map.of(
                    "capabilities", Set.of("a.b@1"),
                    "attestation", Map.of("status", "affirming", "age", 7L))),
            Action.ADMIT,
            new Entity("Service", "jobs", Map.of("name", "jobs")),
            Map.of("authentication_age", 3L, "scope", Set.of("a.b@1", "c.d@1")));
    rig.writer.commit(
        rig.ledger.insertion(token).thenReferring(GrantedQuestions.insertion(token, asked)));
    Question again =
        new GrantedQuestions(rig.store())
            .page(GrantedQuestions.Position.FIRST, rig.clock.instant(), 10)
            .getFirst()
            .question(rig.clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(60));
    assertThat(again.request().subject().attributes())
        .containsEntry("capabilities", Set.of("a.b@1"))
        .containsEntry("attestation", Map.of("status", "affirming", "age", 67L));
    assertThat(again.request().context())
        .containsEntry("authentication_age", 63L)
        .containsEntry("scope", Set.of("a.b@1", "c.d@1"));
  }
}
