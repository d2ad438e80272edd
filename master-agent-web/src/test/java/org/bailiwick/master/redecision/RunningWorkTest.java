package org.bailiwick.master.redecision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Question;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.Test;

/** When a node asks again about its steps and streams, and about which of them. */
class RunningWorkTest {
  private static final String CALLER = "spiffe://partner.example/agent/buyer";
  private static final String CALLEE = "spiffe://bailiwick.example/agent/reader";
  private static final String PRINCIPAL = "https://as.partner.example#alice";
  private static final Question STEP =
      Question.of(
          Entity.of("Agent", CALLER),
          Action.STEP,
          Entity.of("Agent", CALLEE),
          Map.of("principal", PRINCIPAL));
  private static final AuditEntry DENIAL =
      AuditEntry.of("step.decided", Outcome.DENIED, "closed", CALLER);

  private final AtomicReference<String> version = new AtomicReference<>("1");
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicBoolean known = new AtomicBoolean(true);
  private final List<AuditEntry> denials = new ArrayList<>();
  private RuntimeException failure;

  private final RunningWork work =
      new RunningWork(
          new RunningWork.Parts(
              denial -> denial.apply(STEP).ifPresent(denials::add),
              streams::incrementAndGet,
              question -> {
                asked.incrementAndGet();
                if (failure != null) {
                  throw failure;
                }
                return Optional.of(DENIAL);
              },
              subject -> known.get()),
          version::get,
          nanos::get);

  @Test
  void asksAtOnceAfterANewPolicyAndElseAfterAWhile() {
    work.run();
    assertThat(denials).as("a node that starts").containsExactly(DENIAL);
    work.run();
    assertThat(asked).hasValue(1);
    version.set("2");
    work.run();
    assertThat(asked).hasValue(2);
    assertThat(streams).hasValue(2);
    nanos.addAndGet(Redecisions.INTERVAL.toNanos());
    work.run();
    assertThat(asked).hasValue(3);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    work.run();
    assertThat(asked).hasValue(3);
  }

  @Test
  void aChangeConcernsCallerCalleePrincipalAndTheirDomains() {
    work.run();
    for (String subject :
        List.of(
            CALLER, CALLEE, PRINCIPAL, "spiffe://partner.example", "spiffe://bailiwick.example")) {
      asked.set(0);
      work.changed(subject);
      work.run();
      assertThat(asked).as(subject).hasValue(1);
    }
    for (String subject :
        List.of("spiffe://other.example", CALLER + "-2", "https://as.partner.example#bob")) {
      asked.set(0);
      work.changed(subject);
      work.run();
      assertThat(asked).as(subject).hasValue(0);
    }
    assertThat(streams).as("every change has the streams asked").hasValue(9);
  }

  @Test
  void whatIsNotKnownOrCannotBeAskedIsLeftForTheNextTime() {
    known.set(false);
    work.run();
    assertThat(asked).hasValue(0);
    known.set(true);
    failure = new IllegalStateException("the database is away");
    version.set("2");
    work.run();
    assertThat(asked).hasValue(1);
    assertThat(denials).isEmpty();
    failure = null;
    nanos.addAndGet(Redecisions.INTERVAL.toNanos());
    work.run();
    assertThat(denials).containsExactly(DENIAL);
  }

  /** Ten thousand changes at once are one question about everything. */
  @Test
  void tooManyChangesCountAsAChangeOfEverything() {
    work.run();
    asked.set(0);
    for (int i = 0; i <= 10_000; i++) {
      work.changed("https://a.example#" + i);
    }
    work.run();
    assertThat(asked).hasValue(1);
  }
}
