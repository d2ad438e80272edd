package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.AuthenticatedRequest;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.ledger.CertifiedKeys;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.nonce.SpentNonces;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.waiting.Progress;
import org.bailiwick.aca.waiting.WaitingEnrolment;
import org.bailiwick.aca.waiting.WaitingRoom;
import org.bailiwick.aca.withdrawal.WithdrawnUsers;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Where a profile asks for approvers: takes a verified request in to wait, and lets it go on when
 * officers agreed.
 */
@Singleton
final class Admission {

  private final GroupWriter writer;
  private final WaitingRoom room;
  private final EvidenceReview evidence;
  private final Meter meter;
  private final Clock clock;

  @Inject
  Admission(
      @ForAca GroupWriter writer,
      WaitingRoom room,
      EvidenceReview evidence,
      Meter meter,
      @ForAca Clock clock) {
    this.writer = writer;
    this.room = room;
    this.evidence = evidence;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * The same request, if it was taken in before.
   *
   * @throws ProblemException POLICY_DENIED if it was another's: whoever knows a request by its
   *     content alone has not proved what its sender proved
   */
  Optional<Progress> find(AuthenticatedRequest request) {
    Optional<Progress> found = room.find(request.digest());
    if (found.isPresent()
        && !found.get().enrolment().applicant().equals(request.applicantKeySha256())) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "enrolment-of-another",
          "Another applicant's request waits, or waited, with this content.");
    }
    return found;
  }

  /**
   * Takes it in: spends the nonce and binds the anchors, so that neither can serve another request.
   */
  Enrolment admit(AgentIssuing.Order order, AuthenticatedRequest request) {
    VerifiedApplicant applicant = order.applicant();
    String dossier = applicant.dossier();
    evidence.recall(dossier); // what couldn't be read again must not wait
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    WaitingEnrolment waiting =
        new WaitingEnrolment(
            applicant.requestDigest(),
            request.applicantKeySha256(),
            applicant.agent().toString(),
            applicant.profile(),
            applicant.owner().value(),
            applicant.user().issuer() + "#" + applicant.user().subject(),
            dossier,
            order.profile().approvers(),
            now,
            now.plus(WaitingRoom.GOOD_FOR));
    try {
      writer.commitAmongNodes(
          rows(applicant, waiting),
          order.permit(),
          WaitingRoom.audit("enrolment.waiting", waiting, request.applicant()));
      meter.count("enrolment_decisions", "waiting");
    } catch (WaitingRoom.EndedMeanwhileException twin) {
      return new Enrolment.Waiting(find(request).orElseThrow());
    }
    return new Enrolment.Waiting(find(request).orElseThrow());
  }

  private static UnitOfWork rows(VerifiedApplicant applicant, WaitingEnrolment waiting) {
    UnitOfWork admitted = WaitingRoom.admit(waiting);
    UnitOfWork key =
        CompromisedKeys.requireSound(KeyDigest.of(applicant.key()), CompromisedKeys.Use.SUBJECT);
    UnitOfWork free =
        CertifiedKeys.requireFree(
            KeyDigest.of(applicant.key()).base64url(), applicant.agent().toString());
    UnitOfWork anchors = AgentIssuing.anchors(applicant.anchors());
    UnitOfWork user = WithdrawnUsers.requireNotWithdrawn(applicant.user());
    UnitOfWork nonce = applicant.nonce().map(SpentNonces::spend).orElse(em -> {});
    UnitOfWork owner = applicant.ownerKey().map(Admission::owner).orElse(em -> {});
    return em -> {
      admitted.apply(em);
      key.apply(em);
      free.apply(em);
      anchors.apply(em);
      user.apply(em);
      nonce.apply(em);
      owner.apply(em);
    };
  }

  /** The consent is spent now; the key is looked up again when the credential is issued. */
  private static UnitOfWork owner(OwnerKey owner) {
    KeyDigest key = KeyDigest.of(owner.key());
    UnitOfWork sound = CompromisedKeys.requireSound(key, CompromisedKeys.Use.OWNER);
    UnitOfWork owners = CertifiedKeys.requireOwners(key.base64url());
    return em -> {
      sound.apply(em);
      owners.apply(em);
      owner.companion().apply(em);
    };
  }

  /**
   * The applicant of a request that may go on now; empty while officers are still to agree.
   *
   * @param profile as it is now, which may ask for more officers than then
   */
  Optional<VerifiedApplicant> approved(Progress progress, CredentialProfile profile) {
    int needed = Math.max(progress.enrolment().approvers(), profile.approvers());
    return progress.isApprovedBy(needed)
        ? Optional.of(evidence.recall(progress.enrolment().dossier()))
        : Optional.empty();
  }

  static ProblemException refused(Progress progress) {
    return new ProblemException(
        ProblemType.POLICY_DENIED,
        "enrolment-" + progress.state().token(),
        "The request waited for officers and was not approved: it is "
            + progress.state().token()
            + ".");
  }
}
