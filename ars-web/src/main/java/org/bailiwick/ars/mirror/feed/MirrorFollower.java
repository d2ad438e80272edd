package org.bailiwick.ars.mirror.feed;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.mirror.ExportPage;
import org.bailiwick.ars.mirror.MirrorState;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.GuardedSession;

/**
 * Reads the export of one partner, page after page, until it is stopped or the agreement ends. A
 * page that is refused is asked for again after a pause. If it did not follow the last one, the
 * next reading begins anew.
 */
final class MirrorFollower implements Runnable {
  private static final StructuredLog LOG = StructuredLog.of(MirrorFollower.class);

  /**
   * Longer than a page may take, and short, since after a kill another process waits for its end.
   */
  static final Duration LEASE = Duration.ofSeconds(25);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** A partner that does not wait, or has no end of changes, keeps nobody busy. */
  private static final Duration IDLE = Duration.ofMillis(250);

  private static final Duration BUSY = Duration.ofMillis(50);
  private static final Duration AUDIT = Duration.ofSeconds(5);
  private static final int NONCE_BYTES = 24;
  private static final int READABLE = 32;

  private final TrustDomain domain;
  private final MirrorParts parts;
  private final SecureRandom random = new SecureRandom();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Optional<GuardedSession> session = Optional.empty();
  private volatile boolean over;
  private boolean anew;
  private Duration pause = LOOK;
  private Optional<Agreement.Source> source = Optional.empty();
  private long leasedAt;
  private boolean leased;

  MirrorFollower(TrustDomain domain, MirrorParts parts) {
    this.domain = domain;
    this.parts = parts;
  }

  /** The name of the lease of a domain, which the name of the domain may be too long for. */
  static String lease(String domain) {
    return "mirror-" + Sha256.hex(domain).substring(0, READABLE);
  }

  @Override
  public void run() {
    try {
      Optional<Agreement> agreement = agreement();
      while (agreement.isPresent() && stopped.getCount() > 0) {
        follow(agreement.get());
        agreement = agreement();
      }
      source.ifPresent(parts.client()::forget);
    } finally {
      over = true;
    }
  }

  private Optional<Agreement> agreement() {
    return parts.agreements().find(domain).filter(found -> found.imports().isPresent());
  }

  private void follow(Agreement agreement) {
    try {
      if (!holdsLease()) {
        rest(LOOK);
        return;
      }
      long begun = System.nanoTime();
      Duration least = read(agreement);
      rest(least.minusNanos(System.nanoTime() - begun));
      pause = LOOK;
    } catch (ProblemException e) {
      refuse(e);
      rest(pause);
      pause = longer(pause);
    } catch (RuntimeException e) {
      LOG.fault("mirror.failed", Map.of("domain", domain.name()), e);
      rest(LONGEST_PAUSE);
    }
  }

  private static Duration longer(Duration before) {
    Duration twice = before.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  /** The lease is renewed when a third of it has passed, since each page would be too often. */
  private boolean holdsLease() {
    long now = System.nanoTime();
    if (leased && now - leasedAt < LEASE.toNanos() / 3) {
      return true;
    }
    leased = parts.lease().tryAcquire(lease(domain.name()), LEASE);
    leasedAt = now;
    return leased;
  }

  /** Reads a page, and returns the least time from its request to the next one. */
  private Duration read(Agreement agreement) {
    Agreement.Imports terms = agreement.imports().orElseThrow();
    changeSource(terms.source());
    MirrorState before = parts.store().state(domain);
    PageCheck.Asked asked = new PageCheck.Asked(anew ? "" : before.position(), nonce());
    String compact = fetched(terms.source(), asked);
    if (!agreement().equals(Optional.of(agreement))) {
      return IDLE; // the agreement has changed meanwhile, so the page is not taken over
    }
    ExportPage page =
        parts.check().page(compact, agreement, asked, parts.client().keys(terms.source()));
    take(before, page, terms);
    anew = false;
    return page.more() && !(page.agents().isEmpty() && page.removed().isEmpty()) ? BUSY : IDLE;
  }

  private void changeSource(Agreement.Source now) {
    source.filter(before -> !before.equals(now)).ifPresent(parts.client()::forget);
    source = Optional.of(now);
  }

  private String fetched(Agreement.Source from, PageCheck.Asked asked) {
    try (GuardedSession opened = parts.client().open(from)) {
      session = Optional.of(opened);
      return parts.client().page(opened, from, asked);
    } finally {
      session = Optional.empty();
    }
  }

  private void take(MirrorState before, ExportPage page, Agreement.Imports terms) {
    try {
      parts.store().take(before, page, terms.most(), audit(before, page));
    } catch (ProblemException e) {
      if (e.check().equals("mirror-quota")) {
        parts.store().close(domain);
        anew = true;
        pause = LONGEST_PAUSE;
      }
      throw e;
    } finally {
      parts.freshness().changed();
    }
    if (page.begins() || !before.complete()) {
      parts.store().sweep(parts.store().state(domain));
    }
  }

  private AuditEntry[] audit(MirrorState before, ExportPage page) {
    boolean completes = !page.more() && (page.begins() || !before.complete());
    String event = page.begins() ? "mirror.begun" : completes ? "mirror.completed" : "mirror.read";
    if (event.equals("mirror.read") && page.agents().isEmpty() && page.removed().isEmpty()) {
      return new AuditEntry[0];
    }
    return new AuditEntry[] {
      AuditEntry.of(event, Outcome.DONE, "", domain.name())
          .about(page.until())
          .with("agents", String.valueOf(page.agents().size()))
          .with("removed", String.valueOf(page.removed().size()))
          .with("complete", String.valueOf(completes || (before.complete() && !page.begins())))
    };
  }

  private void refuse(ProblemException refusal) {
    if (stopped.getCount() == 0) {
      return;
    }
    anew =
        anew || refusal.check().equals("export-sequence") || refusal.check().equals("export-epoch");
    parts.refusals().refused(domain, refusal.check(), parts.clock().instant());
    LOG.warn("mirror.refused", Map.of("domain", domain.name(), "check", refusal.check()));
    try {
      parts
          .writer()
          .recordRefusal(
              AUDIT,
              AuditEntry.of("mirror.refused", Outcome.FAILED, refusal.check(), domain.name()),
              domain.name());
    } catch (ProblemException notStored) {
      LOG.warn(
          "mirror.refusal-not-stored", Map.of("domain", domain.name(), "check", notStored.check()));
    }
  }

  private String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void rest(Duration length) {
    try {
      if (stopped.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("mirror.stopped", Map.of("domain", domain.name()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }

  /** Whether the run is over. */
  boolean isOver() {
    return over;
  }

  /** Ends the run soon, also one that waits for an answer. */
  void stop() {
    stopped.countDown();
    session.ifPresent(GuardedSession::close);
  }
}
