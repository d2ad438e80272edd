package org.bailiwick.system.domainnodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.bailiwick.system.Component;
import org.bailiwick.system.Machine;
import org.bailiwick.system.domainnodes.DomainNodes.Node;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two domain nodes behind HAProxy, one of which is killed or stands still, again and again, under
 * load. What is compared is what callers were told, and what agents were asked to do. {@code
 * -Dsurvival.kills=20} for a long run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DomainNodesIT {
  private static final Logger LOG = System.getLogger(DomainNodesIT.class.getName());
  private static final int ROUNDS = Integer.getInteger("survival.kills", 1);
  private static final int EARLIEST_MILLIS = 500;
  private static final int LATEST_MILLIS = 4000;

  /** docs/deploy.md: the lease of a job, and the pause until the other node looks for it. */
  private static final Duration PROMISED = Duration.ofSeconds(20);

  /** For a call that comes a moment later, on a machine that starts a node at the same time. */
  private static final Duration MARGIN = Duration.ofSeconds(3);

  /** Twice the lease of a job. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Jobs that were stored, and whose caller was told of a failure, are withdrawn. */
  private static final String JOBS =
      "select job_id from job where coalesce(reason, '') <> 'not-accepted'";

  private static final String STEPS = "select concat(job_id, '/', step_id) from step";
  private static final String ATTEMPT_AFTER_THE_END =
      "select a.job_id from attempt a join step s on s.job_id = a.job_id and s.step_id = a.step_id"
          + " where s.state = 'done' and a.started_at > s.ended_at";

  private DomainNodes domain;

  /** What happens to a node. */
  enum Blow {
    KILLED,
    PAUSED;

    void begin(DomainNodes domain, Node node) {
      if (this == KILLED) {
        domain.kill(node);
      } else {
        domain.pause(node);
      }
    }

    /** Returns when the node has gone on; {@code began} is the time at which it stopped. */
    void end(DomainNodes domain, Node node, Instant began) {
      if (this == KILLED) {
        domain.start(node);
      } else {
        Times.rest(PAUSE.minus(Duration.between(began, Instant.now())));
        domain.resume(node);
      }
    }
  }

  @BeforeAll
  void start() {
    domain = DomainNodes.started("domain-nodes", home -> {});
  }

  @AfterAll
  void stop() {
    domain.stop();
  }

  @Test
  void whatCountsOnceCountsOnceOverBothAndAJobEndsAtBoth() throws Exception {
    OnceOverBoth once = new OnceOverBoth(domain);
    once.aGrantIsTakenOnce();
    once.aProofOfPossessionIsTakenOnce();
    once.aProofOfAKeyIsTakenOnce();
    once.aPageTokenCountsAtBoth();
    once.aJobThatIsCancelledAtOneEndsAtTheOther();
  }

  @Test
  @Tag("long")
  void whatWasUsedStaysUsedAfterARestart() throws Exception {
    new OnceOverBoth(domain)
        .whatWasUsedStaysUsed(
            () -> {
              domain.kill(domain.first());
              domain.start(domain.first());
            });
  }

  @ParameterizedTest
  @EnumSource(Blow.class)
  @Tag("long")
  void everyJobEndsOnceWhateverHappensToOneNode(Blow blow) {
    Books books = new Books();
    Set<String> earlier = Set.copyOf(query(JOBS));
    Crew crew = Crew.atWork(domain, books);
    try {
      Buyer buyer = new Buyer(domain);
      JobStream jobs = new JobStream(domain, buyer);
      jobs.start();
      jobs.awaitMore();
      Rounds rounds = new Rounds(books);
      for (int i = 0; i < ROUNDS; i++) {
        round(blow, buyer, rounds);
        jobs.awaitMore();
        LOG.log(Level.INFO, "{0} {1} times; {2} jobs accepted", blow, i + 1, jobs.accepted());
      }
      jobs.end();
      domain.awaitNoJob();
      report(blow, buyer, rounds);
      rounds.victims.forEach(Victim::requireEnds);
      jobs.requireResults();
      Set<String> accepted = new HashSet<>(buyer.accepted());
      assertThat(accepted).hasSameSizeAs(buyer.accepted());
      assertThat(query(JOBS)).filteredOn(job -> !earlier.contains(job)).hasSameElementsAs(accepted);
      requireEachOnce(accepted, books);
      buyer.refusals().requireAllowed();
    } finally {
      crew.close();
    }
    requireChain(Component.MASTER);
    requireChain(Component.ARS);
  }

  /** What was seen in each round. */
  private static final class Rounds {
    private final Books books;
    private final Standstills standstills;
    private final Times refusedAtOther = new Times();
    private final Times refusedAtChosen = new Times();
    private final List<Victim> victims = new ArrayList<>();

    Rounds(Books books) {
      this.books = books;
      this.standstills = new Standstills(books);
    }
  }

  private void round(Blow blow, Buyer buyer, Rounds rounds) {
    Node chosen = domain.both().get(ThreadLocalRandom.current().nextInt(2));
    Node other = domain.other(chosen);
    Victim victim = Victim.atWork(domain, buyer, rounds.books, other);
    rounds.victims.add(victim);
    Times.rest(
        Duration.ofMillis(ThreadLocalRandom.current().nextInt(EARLIEST_MILLIS, LATEST_MILLIS)));
    Set<String> held = domain.jobsOf(chosen);
    blow.begin(domain, chosen);
    Instant began = Instant.now();
    rounds.standstills.add(held);
    rounds.refusedAtOther.add(victim.refusedAt(other, victim.revoke()));
    blow.end(domain, chosen, began);
    Instant wentOn = Instant.now();
    rounds.refusedAtChosen.add(victim.refusedAt(chosen, wentOn));
    domain.awaitReady(chosen);
    domain.awaitReady(other);
    victim.close();
    victim.requireCalledNoMore(blow == Blow.PAUSED ? Optional.of(wentOn) : Optional.empty());
    victim.stop();
  }

  /** Each of these jobs ended once, and each of its effects came once. */
  private void requireEachOnce(Set<String> accepted, Books books) {
    assertThat(query("select resource from audit_entry where event = 'job.ended'"))
        .doesNotHaveDuplicates()
        .containsAll(accepted);
    assertThat(books.effects())
        .as("agents that had the effect of one key")
        .allSatisfy((key, agents) -> assertThat(agents).as(key).hasSize(1));
    assertThat(query(STEPS)).containsAll(books.effects().keySet());
    assertThat(books.effects().keySet())
        .containsAll(
            query(STEPS + " where state = 'done'").stream()
                .filter(step -> accepted.contains(step.substring(0, step.indexOf('/'))))
                .toList());
    assertThat(query(ATTEMPT_AFTER_THE_END)).isEmpty();
  }

  private List<String> query(String text) {
    return Component.MASTER.column(domain.nodes(), text);
  }

  /** Every row of the audit log follows one whose hash it names. */
  private void requireChain(Component component) {
    assertThat(
            component.column(
                domain.nodes(),
                "select a.seq from audit_entry a where a.seq > 1 and not exists (select 1 from"
                    + " audit_entry b where b.chain = a.chain and b.seq = a.seq - 1"
                    + " and b.hash = a.previous_hash)"))
        .isEmpty();
  }

  private void report(Blow blow, Buyer buyer, Rounds rounds) {
    Times still = rounds.standstills.times(domain.ends());
    LOG.log(Level.INFO, "{0} {1} times", blow, rounds.victims.size());
    LOG.log(Level.INFO, "jobs accepted: {0}", buyer.accepted().size());
    LOG.log(Level.INFO, "calls of agents: {0}", rounds.books.calls());
    LOG.log(Level.INFO, "jobs of that node stood still: {0}", still);
    LOG.log(Level.INFO, "revocation held at the other after: {0}", rounds.refusedAtOther);
    LOG.log(Level.INFO, "and there after it went on: {0}", rounds.refusedAtChosen);
    LOG.log(Level.INFO, "refused meanwhile: {0}", buyer.refusals());
    assertThat(still.longest()).isLessThan(Machine.bound(PROMISED).plus(MARGIN));
    Duration known = Machine.bound(Victim.PROMISED);
    assertThat(rounds.refusedAtOther.longest()).isLessThan(known.plus(MARGIN));
    assertThat(rounds.refusedAtChosen.longest()).isLessThan(known.plus(MARGIN));
  }
}
