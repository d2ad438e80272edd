package org.bailiwick.master.tokenends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.writer.UnitOfWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenRevokerTest {

  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";
  private static final TokenEndOrder ORDER =
      new TokenEndOrder(EndCause.OFFICER, "officer-1", "it was leaked");
  private static final AuditEntry PERMIT =
      AuditEntry.of("end-token.decided", Outcome.GRANTED, "", "officer-1");

  @TempDir Path folder;
  private MasterRig rig;
  private TokenRecord access;
  private final AtomicInteger followed = new AtomicInteger();

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    access = access();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TokenRecord access() {
    TokenOrigin granted = TestJobs.granted(rig, rig.partner.buyer);
    TokenRecord token = TestJobs.token(rig, TokenKind.ACCESS, granted, SCOPE);
    rig.writer.commit(rig.ledger.insertion(token));
    return token;
  }

  private TokenRevoker revoker() {
    return revoker(rig.store());
  }

  private TokenRevoker revoker(Store store) {
    return new TokenRevoker(
        new TokenRevoker.Parts(store, rig.writer, rig.ledger, rig.journal),
        followed::incrementAndGet);
  }

  private String job(String id) {
    return TestJobs.accept(
        rig,
        new TestJobs.Posted(id, rig.partner.buyer, ONE_STEP, Optional.empty()),
        access,
        UnitOfWork.none());
  }

  private JobRecord read(String jobId) {
    return rig.journal.find(jobId).orElseThrow();
  }

  private TokenRecord root(String jobId) {
    return rig.ledger.find(read(jobId).origin().rootJti()).orElseThrow();
  }

  private TokenRecord below(TokenRecord parent, TokenKind kind, String jobId) {
    TokenRecord token =
        TestJobs.within(
            new StepContext(jobId, Optional.of("a")),
            TestJobs.token(
                rig, kind, TokenOrigin.of(parent.jti(), parent.origin().caller()), SCOPE));
    rig.writer.commit(rig.ledger.insertion(token));
    return token;
  }

  private List<AuditRow> rows(String event) {
    return rig.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  @Test
  void anAccessTokenEndsWithItsJobsAndTheirReasonNamesIt() {
    job("job-1");
    job("job-2");
    TokenRevoker revoker = revoker();
    assertThat(revoker.end(access, ORDER, PERMIT)).isTrue();
    for (String job : List.of("job-1", "job-2")) {
      assertThat(read(job).state()).isEqualTo(ExecutionState.CANCELLED);
      assertThat(read(job).reason()).contains("token-ended: " + access.jti());
    }
    assertThat(rows("job.ended"))
        .extracting(AuditRow::resource, AuditRow::check)
        .containsExactly(tuple("job-1", "token-ended"), tuple("job-2", "token-ended"));
    assertThat(rows("token.ended"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.resource()).isEqualTo(access.jti());
              assertThat(row.subject()).isEqualTo("officer-1");
              assertThat(row.details())
                  .contains("it was leaked", "ended-by-officer", "\"jobs\":\"2\"");
            });
    assertThat(rows("end-token.decided")).hasSize(1);
    assertThat(followed).hasValue(1);
    assertThat(revoker.ended(EndCause.OFFICER)).isEqualTo(1);
    assertThat(revoker.ended(EndCause.CLIENT)).isZero();
  }

  @Test
  void theBranchOfOneJobEndsAndItsSiblingLives() {
    TokenRecord first = root(job("job-1"));
    TokenRecord second = root(job("job-2"));
    assertThat(revoker().end(first, ORDER, PERMIT)).isTrue();
    assertThat(read("job-1").reason()).contains("token-ended: " + first.jti());
    assertThat(read("job-2").state()).isEqualTo(ExecutionState.RUNNING);
    assertThat(rig.ledger.state(second.jti())).isInstanceOf(TokenState.Live.class);
    assertThat(rig.ledger.state(access.jti())).isInstanceOf(TokenState.Live.class);
  }

  @Test
  void aJobRestsOnTheTokenOfAnOpenStepAndNotOnWhatTheAgentGotForIt() {
    job("job-1");
    TokenRecord step = below(root("job-1"), TokenKind.STEP, "job-1");
    TokenRecord replacement = below(step, TokenKind.REPLACEMENT, "job-1");
    assertThat(revoker().end(replacement, ORDER, PERMIT)).isTrue();
    assertThat(rig.ledger.state(replacement.jti())).isInstanceOf(TokenState.Ended.class);
    assertThat(rig.ledger.state(step.jti())).isInstanceOf(TokenState.Live.class);
    assertThat(read("job-1").state()).isEqualTo(ExecutionState.RUNNING);
    assertThat(revoker().end(step, ORDER, PERMIT)).isTrue();
    assertThat(read("job-1").reason()).contains("token-ended: " + step.jti());
  }

  @Test
  void noJobRestsOnTheTokenOfAStepThatHasEnded() {
    job("job-1");
    TokenRecord step = below(root("job-1"), TokenKind.STEP, "job-1");
    rig.run("update step set state = 'done' where job_id = 'job-1'");
    assertThat(revoker().end(step, ORDER, PERMIT)).isTrue();
    assertThat(read("job-1").state()).isEqualTo(ExecutionState.RUNNING);
  }

  @Test
  void aTokenThatHasEndedKeepsItsReason() {
    TokenRecord root = root(job("job-1"));
    assertThat(revoker().end(access, ORDER, PERMIT)).isTrue();
    TokenEndOrder again = new TokenEndOrder(EndCause.CLIENT, "buyer", "");
    assertThat(revoker().end(access, again, PERMIT)).isFalse();
    assertThat(revoker().end(root, again, PERMIT)).isFalse();
    assertThat(rig.column("select reason from token_end where jti = '" + access.jti() + "'"))
        .containsExactly("ended-by-officer");
    assertThat(rows("token.ended")).hasSize(1);
    assertThat(rows("job.ended")).hasSize(1);
    assertThat(rows("end-token.decided")).hasSize(3);
  }

  @Test
  void oneOfManyAtOnceEndsTheToken() throws Exception {
    job("job-1");
    TokenRevoker revoker = revoker();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      Callable<Boolean> end = () -> revoker.end(access, ORDER, PERMIT);
      List<Boolean> ended =
          threads.invokeAll(Collections.nCopies(8, end)).stream().map(Future::resultNow).toList();
      assertThat(ended).hasSize(8).containsOnlyOnce(true);
    }
    assertThat(rows("token.ended")).hasSize(1);
    assertThat(rows("job.ended")).hasSize(1);
  }

  /** A job that another node accepts between the look-up and the commit ends too. */
  @Test
  void aJobThatIsAcceptedMeanwhileEndsToo() {
    AtomicInteger reads = new AtomicInteger();
    Store store =
        storeThat(() -> reads.getAndIncrement() == 0 ? Optional.of("job-1") : Optional.empty());
    assertThat(revoker(store).end(access, ORDER, PERMIT)).isTrue();
    assertThat(reads).hasValue(2);
    assertThat(read("job-1").reason()).contains("token-ended: " + access.jti());
    assertThat(rows("job.ended")).hasSize(1);
    assertThat(rows("token.ended")).hasSize(1);
  }

  @Test
  void givesUpWhenJobsBeginAllTheTime() {
    AtomicInteger jobs = new AtomicInteger();
    Store always = storeThat(() -> Optional.of("job-" + jobs.incrementAndGet()));
    assertThatThrownBy(() -> revoker(always).end(access, ORDER, PERMIT))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("token-end-overtaken"));
    assertThat(rig.ledger.state(access.jti())).isInstanceOf(TokenState.Live.class);
  }

  /** After each read a job of this id is accepted, if there is one. */
  private Store storeThat(Supplier<Optional<String>> jobs) {
    return new Store() {
      @Override
      public <T> T read(Function<EntityManager, T> query) {
        T found = rig.store().read(query);
        jobs.get().ifPresent(TokenRevokerTest.this::job);
        return found;
      }
    };
  }

  @Test
  void theEndIsDurableThoughItsEffectsFail() {
    TokenRevoker revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal),
            () -> {
              throw new IllegalStateException("no database");
            });
    assertThat(revoker.end(access, ORDER, PERMIT)).isTrue();
    assertThat(rig.ledger.state(access.jti())).isInstanceOf(TokenState.Ended.class);
  }
}
