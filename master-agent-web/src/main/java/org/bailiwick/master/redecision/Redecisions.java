package org.bailiwick.master.redecision;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bailiwick.master.grantedquestion.GrantedQuestions;
import org.bailiwick.master.grantedquestion.GrantedQuestions.Position;
import org.bailiwick.master.grantedquestion.GrantedQuestions.Stored;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;

/**
 * Asks again the questions of all tokens that live: at once after a change of the policies, at once
 * those of a subject of whom something has changed, and slowly all of them time after time, because
 * time itself changes answers. One node does so for all, under a lease; a node that takes over
 * begins with all tokens, since nobody knows what the one before has still done.
 */
public final class Redecisions {
  private static final StructuredLog LOG = StructuredLog.of(Redecisions.class);

  private static final String LEASE = "redecisions";
  private static final Duration LEASE_TIME = Duration.ofSeconds(10);
  private static final Duration RENEWAL = Duration.ofSeconds(3);
  private static final int PAGE = 500;

  /** How often all tokens are asked about without a change. */
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /** The pause before what could not be asked is asked again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final TokenReview review;
  private final GrantedQuestions questions;
  private final Supplier<String> policyVersion;
  private final Lease leases;
  private final Clock clock;
  private final LongSupplier nanos;
  private final ChangedSubjects changed = new ChangedSubjects();
  private final LongAdder sweeps = new LongAdder();
  private Optional<HeldLease> lease = Optional.empty();
  private long leaseTriedAt;
  private Optional<Position> place = Optional.empty();
  private boolean urgent;
  private Map<Question, Optional<AuditEntry>> answers = new ConcurrentHashMap<>();
  private long answersAt;
  private String version = "";
  private long begunAt;
  private long postponedBefore;
  private boolean failing;
  private volatile Duration lag = Duration.ZERO;

  /**
   * @param policyVersion of the policies in force at this node
   * @param nanos counts elapsed time as {@link System#nanoTime} does
   */
  public Redecisions(
      TokenReview review,
      GrantedQuestions questions,
      Supplier<String> policyVersion,
      Lease leases,
      Clock clock,
      LongSupplier nanos) {
    this.review = review;
    this.questions = questions;
    this.policyVersion = policyVersion;
    this.leases = leases;
    this.clock = clock;
    this.nanos = nanos;
    this.leaseTriedAt = nanos.getAsLong() - LEASE_TIME.toNanos();
  }

  /** Has the tokens of this subject asked about next. */
  public void changed(String subject) {
    changed.add(subject);
  }

  /**
   * Does what is due; a timer calls it several times a second. While the database is away, nothing
   * ends, and the next run goes on where this one stopped.
   */
  public void run() {
    try {
      work();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.fault("redecisions.failed", Map.of(), e);
      }
      failing = true;
    }
  }

  private void work() {
    if (!holdsLease()) {
      changed.takeAll();
      version = "";
      place = Optional.empty();
      return;
    }
    String now = policyVersion.get();
    if (!now.equals(version) || changed.takeOverflow()) {
      begin(true);
      version = now;
    } else if (place.isEmpty() && isDue()) {
      begin(false);
    }
    subjects();
    sweep();
  }

  /** How many questions this process has asked again. */
  public long asked() {
    return review.asked();
  }

  /** How many questions could not be asked because something was not known. */
  public long postponed() {
    return review.postponed();
  }

  /** How often all tokens were asked about to the end. */
  public long sweeps() {
    return sweeps.sum();
  }

  /** From the last change of the policies that was noticed to the end of what it caused. */
  public Duration lag() {
    return lag;
  }

  private boolean isDue() {
    Duration pause = review.postponed() > postponedBefore ? AGAIN : INTERVAL;
    return nanos.getAsLong() - begunAt >= pause.toNanos();
  }

  private void begin(boolean now) {
    place = Optional.of(Position.FIRST);
    answers = new ConcurrentHashMap<>();
    urgent = now;
    begunAt = nanos.getAsLong();
    postponedBefore = review.postponed();
  }

  /** Goes on where the last run stopped; without a change one page in a run is enough. */
  private void sweep() {
    while (place.isPresent()) {
      List<Stored> page = questions.page(place.get(), clock.instant(), PAGE);
      review.review(page, answers());
      place = GrantedQuestions.end(page);
      if (place.isEmpty()) {
        end();
      }
      if (!urgent) {
        return;
      }
      subjects();
    }
  }

  private void end() {
    sweeps.increment();
    if (urgent) {
      lag = Duration.ofNanos(nanos.getAsLong() - begunAt);
    }
  }

  private void subjects() {
    for (Optional<String> next = changed.take(); next.isPresent(); next = changed.take()) {
      try {
        subject(next.get());
      } catch (RuntimeException e) {
        changed.add(next.get()); // the next run tries again
        throw e;
      }
    }
  }

  /** What was answered within the last second, unless something has changed since. */
  private Map<Question, Optional<AuditEntry>> answers() {
    long now = nanos.getAsLong();
    if (now - answersAt >= Duration.ofSeconds(1).toNanos()) {
      answers = new ConcurrentHashMap<>();
      answersAt = now;
    }
    return answers;
  }

  private void subject(String subject) {
    answers = new ConcurrentHashMap<>();
    Instant now = clock.instant();
    String after = "";
    List<Stored> page = questions.of(subject, after, now, PAGE);
    while (!page.isEmpty()) {
      review.review(page, new ConcurrentHashMap<>());
      after = page.getLast().jti();
      page = questions.of(subject, after, now, PAGE);
    }
  }

  private boolean holdsLease() {
    long now = nanos.getAsLong();
    if (now - leaseTriedAt >= RENEWAL.toNanos()) {
      leaseTriedAt = now;
      lease =
          lease
              .filter(held -> leases.renew(List.of(held), LEASE_TIME).isEmpty())
              .or(() -> leases.acquire(LEASE, LEASE_TIME));
    }
    return lease.filter(HeldLease::isCurrent).isPresent();
  }
}
