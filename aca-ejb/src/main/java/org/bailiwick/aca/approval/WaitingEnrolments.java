package org.bailiwick.aca.approval;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.evidence.request.AuthenticatedRequest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;

/** Enrolments that officers have to approve; after that the applicant sends the request again. */
@Singleton
public final class WaitingEnrolments
    extends Proposals<WaitingEnrolment, Progress<WaitingEnrolment>> {

  /** Bound per applicant, since a compromised device can send any number of CSRs. */
  private static final int MAX_PER_APPLICANT = 50;

  private static final Kind<WaitingEnrolment, ?, ?> KIND =
      new Kind<>(
          "enrolment",
          "waiting-enrolments",
          "WaitingEnrolment",
          WaitingRow.class,
          WaitingRow::waiting,
          WaitingEndRow.class,
          WaitingEndRow::end,
          WaitingEndRow::new);

  @Inject
  public WaitingEnrolments(
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      LedgerReader reader,
      Meter meter,
      @ForAca Clock clock) {
    super(KIND, gate, writer, reader, meter, clock);
  }

  /** Another request has stored or ended the enrolment; do not repeat this transaction. */
  public static final class EndedMeanwhileException extends RuntimeException {}

  @Override
  Question approval(VerifiedPeer officer, Progress<WaitingEnrolment> progress) {
    return decision(officer, progress.proposal(), progress.isApprovedBy(officer));
  }

  @Override
  Question rejection(VerifiedPeer officer, WaitingEnrolment waiting) {
    return decision(officer, waiting, false);
  }

  private static Question decision(VerifiedPeer officer, WaitingEnrolment waiting, boolean again) {
    return CredentialQuestion.of(
        officer, Action.DECIDE_ENROLMENT, waiting.requested().agent(), Map.of("again", again));
  }

  @Override
  Progress<WaitingEnrolment> agreed(
      VerifiedPeer officer, WaitingEnrolment waiting, AuditEntry... audit) {
    UUID id = waiting.id();
    Instant now = now();
    UnitOfWork approval = em -> add(em, id, officer.id().toString(), now);
    writer.commitAmongNodes(requireNotEnded(id, this::unknown).and(approval), audit);
    return progress(id);
  }

  private static void add(EntityManager em, UUID id, String officer, Instant now) {
    if (em.find(ApprovalRow.class, new ApprovalKey(id.toString(), officer)) != null) {
      throw sameOfficer();
    }
    em.persist(new ApprovalRow(id, officer, now));
  }

  @Override
  List<String> approvals(EntityManager em, WaitingEnrolment waiting) {
    return em.createQuery(
            "select a.officer from EnrolmentApproval a where a.proposalId = :id"
                + " order by a.approvedAt",
            String.class)
        .setParameter("id", waiting.id().toString())
        .getResultList();
  }

  @Override
  ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "enrolment-unknown", "No enrolment of this identifier is waiting.");
  }

  /**
   * The waiting enrolment of this request, open or ended.
   *
   * @throws ProblemException POLICY_DENIED if another applicant sent the request, because only that
   *     applicant gave the proofs
   */
  public Optional<Progress<WaitingEnrolment>> find(AuthenticatedRequest request) {
    Optional<Progress<WaitingEnrolment>> found =
        find(Proposal.idOf(request.digest()))
            .filter(progress -> progress.proposal().digest().equals(request.digest()));
    found.map(Progress::proposal).ifPresent(waiting -> requireApplicant(waiting, request));
    return found;
  }

  private static void requireApplicant(WaitingEnrolment waiting, AuthenticatedRequest request) {
    if (!waiting.applicant().equals(request.applicantKeySha256())) {
      throw denied(
          "enrolment-of-another", "Another applicant has sent a request with this content.");
    }
  }

  /** Refuses a request that was rejected, or on which nobody decided in time. */
  public static ProblemException refused(Progress<WaitingEnrolment> progress) {
    String state = progress.state().text();
    return denied(
        "enrolment-" + state,
        "The request waited for officers and was not approved: it is " + state + ".");
  }

  private static ProblemException denied(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }

  /**
   * Stores the enrolment for officers, unless the same request was stored meanwhile.
   *
   * @param by names the applicant
   * @param conditions unit of work that shares the transaction and may refuse
   * @throws ProblemException TOO_MANY_REQUESTS if too many requests of the applicant wait
   */
  public void propose(
      WaitingEnrolment waiting, String by, UnitOfWork conditions, AuditEntry permit) {
    try {
      writer.commitAmongNodes(add(waiting).and(conditions), permit, audit("waiting", waiting, by));
    } catch (EndedMeanwhileException stored) {
      return;
    }
    count("waiting");
  }

  private static UnitOfWork add(WaitingEnrolment waiting) {
    return em -> {
      if (em.find(WaitingRow.class, waiting.id().toString()) != null) {
        throw new EndedMeanwhileException();
      }
      requireFewOfApplicant(em, waiting);
      em.persist(new WaitingRow(waiting));
      em.flush(); // so that later units of this batch count the row
    };
  }

  private static void requireFewOfApplicant(EntityManager em, WaitingEnrolment waiting) {
    Long others =
        em.createQuery(
                "select count(w) from WaitingEnrolment w where w.applicant = :applicant"
                    + " and w.expiresAt > :now and not exists (select e from"
                    + " WaitingEnrolmentEnd e where e.proposalId = w.proposalId)",
                Long.class)
            .setParameter("applicant", waiting.applicant())
            .setParameter("now", waiting.proposedAt())
            .getSingleResult();
    if (others >= MAX_PER_APPLICANT) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "enrolments-waiting",
          "Too many requests of this applicant wait for officers.");
    }
  }

  /**
   * Ends the enrolment with a credential; {@link EndedMeanwhileException} if it has ended before.
   */
  public UnitOfWork issued(UUID id, CredentialRef ref) {
    Progress.End end =
        new Progress.End(Progress.State.ISSUED, "applicant", now(), Optional.of(ref));
    return end(id, end, EndedMeanwhileException::new);
  }

  /** Deletes enrolments that ended before this time, since they contain data of applicants. */
  public static UnitOfWork forgetBefore(Instant time) {
    return em -> {
      List<String> ended =
          em.createQuery(
                  "select e.proposalId from WaitingEnrolmentEnd e where e.endedAt < :time",
                  String.class)
              .setParameter("time", time)
              .setMaxResults(MAX_LISTED)
              .getResultList();
      if (!ended.isEmpty()) {
        for (String entity :
            List.of("EnrolmentApproval", "WaitingEnrolmentEnd", "WaitingEnrolment")) {
          em.createQuery("delete from " + entity + " r where r.proposalId in :ended")
              .setParameter("ended", ended)
              .executeUpdate();
        }
      }
    };
  }
}
