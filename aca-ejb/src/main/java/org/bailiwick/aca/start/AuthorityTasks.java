package org.bailiwick.aca.start;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.approval.RevocationProposals;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedWaiters;
import org.bailiwick.aca.node.NodeCertificates;
import org.bailiwick.aca.nonce.SpentNonces;
import org.bailiwick.aca.ocsp.OcspResponder;
import org.bailiwick.aca.ocsp.ResponderCertificates;
import org.bailiwick.aca.reconciliation.ComparedLedger;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.aca.schedule.RevocationSchedules;
import org.bailiwick.aca.succession.RootCrls;
import org.bailiwick.aca.succession.Successors;
import org.bailiwick.aca.wit.WitKeys;
import org.bailiwick.aca.wit.WitMint;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.renewal.CertificateFiles;
import org.bailiwick.node.renewal.CertificateUse;
import org.bailiwick.node.statuslist.StatusPlaces;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;

/**
 * The periodic tasks of an authority node. Each runs whether or not others fail; a failure is
 * logged, and the task is tried again. The class is an EJB for its transaction attribute, since no
 * task may hold a connection while the HSM works.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuthorityTasks {

  private static final StructuredLog LOG = StructuredLog.of(AuthorityTasks.class);
  private static final Duration CLEAN_UP_LEASE = Duration.ofMinutes(2);

  /** The time for which a repeated request gets the same answer. */
  private static final Duration KEEP_ENROLMENTS = Duration.ofDays(7);

  @Inject private AcaSettings settings;
  @Inject private Authorities authorities;
  @Inject private CrlPublisher crls;
  @Inject private ResponderCertificates responders;
  @Inject private OcspResponder ocsp;
  @Inject private RevokedCredentials revoked;
  @Inject @ForAca private AuditHeads heads;
  @Inject private ComparedLedger ledger;
  @Inject private Successors successors;
  @Inject private ClockWatch clock;
  @Inject private WitKeys witKeys;
  @Inject private RootCrls rootCrls;
  @Inject private AbandonedReservations abandoned;
  @Inject private FeedWaiters waiters;
  @Inject private WaitingEnrolments waiting;
  @Inject private RevocationProposals proposals;
  @Inject @ForAca private CedarDecisionPoint policies;
  @Inject @ForAca private GroupWriter writer;
  @Inject @ForAca private Lease lease;
  @EJB private NodeCertificates nodeCertificates;
  @EJB private RevocationSchedules schedules;

  /**
   * Every second: published policies, records of later ceremonies, and events and revocations that
   * another authority node recorded.
   */
  public void follow(Instant now) {
    // Revocations come first, because a successor's CRL waits for the HSM.
    attempt("upkeep.follow", () -> revoked.refresh(now));
    attempt("upkeep.policies", policies::follow);
    attempt("upkeep.successors", () -> successors.follow(now));
    attempt("upkeep.wit-keys", witKeys::refresh);
    attempt("upkeep.root-crls", rootCrls::follow);
    if (!waiters.isEmpty()) {
      attempt("upkeep.wake", waiters::wakeAll);
    }
    attempt("upkeep.clock", clock::check);
  }

  /**
   * Every five seconds, and at start: scheduled revocations that are due; not while the clock is in
   * doubt, since a revocation can't be undone.
   */
  public void runSchedules(Instant now) {
    if (clock.isInDoubt()) {
      return;
    }
    attempt("upkeep.schedules", () -> schedules.runDue(now));
  }

  /**
   * Every half minute: renews CRLs, OCSP answers, responder certificates and this node's own
   * certificates.
   */
  public void renew(Instant now) {
    for (Authority authority : authorities.all()) {
      attempt("upkeep.crl", () -> crls.publishIfDue(authority, now));
      attempt("upkeep.ocsp-certificate", () -> responders.renewIfDue(authority, now));
    }
    attempt("upkeep.ocsp-answers", () -> ocsp.renew(now));
    for (CertificateUse use : CertificateUse.values()) {
      attempt("upkeep." + use.text() + "-certificate", () -> renewOwn(use, now));
    }
  }

  private void renewOwn(CertificateUse use, Instant now) {
    new CertificateFiles(settings.folders().tls(), use)
        .renewIfDue(
            now,
            pair -> nodeCertificates.renewOwn(settings.nodeId(), pair.getPublic(), use).chain());
  }

  /** Every minute: compares the audit log with its signed heads, and signs a new one. */
  public void keepHeads() {
    attempt("upkeep.audit-heads", heads::keep);
    if (ledger.isPending()) {
      compareLedger();
    }
    heads.fault().ifPresent(fault -> LOG.warn("records.incomplete", Map.of("fault", fault)));
  }

  /** Every day, and at start: compares the ledger with the audit log. */
  public void compareLedger() {
    attempt("upkeep.ledger-comparison", ledger::compare);
  }

  /**
   * Every minute, on one node: deletes expired rows and records abandoned reservations; not while
   * the clock is in doubt, since it might delete what is still needed, such as spent nonces.
   */
  public void cleanUp(Instant now) {
    if (clock.isInDoubt()) {
      return;
    }
    attempt(
        "upkeep.clean-up",
        () -> {
          if (lease.tryAcquire("clean-up", CLEAN_UP_LEASE)) {
            abandoned.record(now);
            waiting.endOverdue(settings.nodeId());
            proposals.endOverdue(settings.nodeId());
            writer.commit(WaitingEnrolments.forgetBefore(now.minus(KEEP_ENROLMENTS)));
            writer.commit(SpentNonces.forgetExpired(now));
            writer.commit(JoinTokens.forgetEnded(now));
            writer.commit(WitMint.forgetExpired(now));
            writer.commit(StatusPlaces.forgetExpired(now));
            writer.commit(EventFeed.forget(now));
            writer.commit(CrlPublisher.forgetEnded(now.minus(settings.crlValidity())));
          }
        });
  }

  private static void attempt(String task, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      LOG.fault(task, Map.of("task", task), failure);
    }
  }
}
