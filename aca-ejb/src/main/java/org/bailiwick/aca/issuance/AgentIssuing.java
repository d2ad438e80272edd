package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.AuthenticatedRequest;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.lineage.CloneAlarm;
import org.bailiwick.aca.lineage.Lineage;
import org.bailiwick.aca.lineage.StaleRenewalException;
import org.bailiwick.aca.naming.AgentNames;
import org.bailiwick.aca.naming.NameGrant;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The issuing pipeline for agents: what joins the reservation, and what a repeated request gets.
 */
@Singleton
final class AgentIssuing {

  private final Authorities authorities;
  private final PublishedUrls urls;
  private final IssuanceLedger ledger;
  private final Enrolments enrolments;
  private final CompromisedKeys keys;
  private final CloneAlarm alarm;
  private final WaitingEnrolments waiting;
  private final IssuingPipeline pipeline;
  private final Clock clock;

  @Inject
  AgentIssuing(
      Authorities authorities,
      PublishedUrls urls,
      IssuanceLedger ledger,
      Enrolments enrolments,
      CompromisedKeys keys,
      CloneAlarm alarm,
      WaitingEnrolments waiting,
      IssuingPipeline pipeline,
      @ForAca Clock clock) {
    this.authorities = authorities;
    this.urls = urls;
    this.ledger = ledger;
    this.enrolments = enrolments;
    this.keys = keys;
    this.alarm = alarm;
    this.waiting = waiting;
    this.pipeline = pipeline;
    this.clock = clock;
  }

  /** Refuses while nothing could be judged or issued by the clock. */
  void requireClock() {
    pipeline.requireClock();
  }

  /**
   * A permitted request.
   *
   * @param history of the name, as the decision saw it
   * @param waited for officers, who agreed
   */
  record Order(
      VerifiedApplicant applicant,
      AgentHistory history,
      CredentialProfile profile,
      AuditEntry permit,
      Optional<EnrolmentKey> key,
      Optional<Progress<WaitingEnrolment>> waited) {}

  IssuedCredential issue(Order order) {
    Instant now = clock.instant();
    try {
      return pipeline.run(
          serial ->
              order
                  .profile()
                  .prepare(
                      order.applicant(),
                      new CredentialProfile.Draft(
                          order.history().issuer(), urls, serial, order.history().latest(), now)),
          companions(order, now));
    } catch (StaleRenewalException clone) {
      VerifiedApplicant applicant = order.applicant();
      throw alarm.raise(lineage(order), applicant.replaces().orElseThrow(), clone);
    } catch (Enrolments.EnrolledMeanwhileException twin) {
      return repeated(order.key(), order.applicant().requestDigest()).orElseThrow();
    } catch (WaitingEnrolments.EndedMeanwhileException twin) {
      return afterWaiting(waiting.progress(order.waited().orElseThrow().proposal().id()));
    }
  }

  /**
   * Lets a request wait for officers. Its nonce is spent and its anchors are bound now, so that
   * neither can be used for another request.
   */
  Progress<WaitingEnrolment> propose(Order order, AuthenticatedRequest request) {
    VerifiedApplicant applicant = order.applicant();
    WaitingEnrolment proposal =
        new WaitingEnrolment(
            applicant.requestDigest(),
            request.applicantKeySha256(),
            applicant.agent().toString(),
            applicant.profile(),
            applicant.owner().value(),
            requester(applicant),
            applicant.application(),
            order.profile().approvers(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    UnitOfWork conditions =
        ApplicantConditions.onKeys(applicant).and(ApplicantConditions.of(applicant));
    waiting.propose(proposal, request.applicant(), conditions, order.permit());
    return waiting.find(request).orElseThrow();
  }

  private static String requester(VerifiedApplicant applicant) {
    return applicant.user().issuer() + "#" + applicant.user().subject();
  }

  /** No agent speaks with a key of this authority, and whoever consents for an owner is none. */
  void requireNoAuthoritys(VerifiedApplicant applicant) {
    if (authorities.holdKey(applicant.key())) {
      throw new ProblemException(
          ProblemType.KEY_HELD_BY_ANOTHER,
          "public-key-is-authoritys",
          "The public key is a key of this authority.");
    }
    if (applicant.ownerKey().filter(owner -> authorities.holdKey(owner.key())).isPresent()) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "owner-key-is-authoritys",
          "The owner's key is a key of this authority.");
    }
  }

  private static Lineage lineage(Order order) {
    TrustedAnchor anchor = order.profile().anchorOf(order.applicant());
    return new Lineage(
        order.applicant().agent().toString(),
        new Grounds.Device(anchor.issuer(), anchor.subject()));
  }

  /** The first answer to this key, finishing it if a crash or a full HSM left it unsigned. */
  Optional<IssuedCredential> repeated(Optional<EnrolmentKey> key, String requestDigest) {
    return key.flatMap(k -> enrolments.find(k, requestDigest))
        .flatMap(ledger::find)
        .map(entry -> finished(entry, new KeyDigest(key.orElseThrow().applicant())));
  }

  /** The credential of a request that had to wait, completed as in {@link #repeated}. */
  IssuedCredential afterWaiting(Progress<WaitingEnrolment> progress) {
    return progress
        .issued()
        .flatMap(ledger::find)
        .map(entry -> finished(entry, new KeyDigest(progress.proposal().applicant())))
        .orElseThrow(() -> WaitingEnrolments.refused(progress));
  }

  private IssuedCredential finished(LedgerEntry entry, KeyDigest device) {
    Authority issuer = authorities.require(entry.issuance().ref().issuerId());
    return entry
        .certificate()
        .map(der -> IssuingPipeline.issued(issuer, entry.issuance(), der))
        .orElseGet(
            () -> {
              keys.requireSoundNow(device, CompromisedKeys.Use.DEVICE);
              requireNotEnded(entry);
              return pipeline.finish(issuer, entry.issuance());
            });
  }

  /** Before the HSM is asked; the completion looks once more. */
  private static void requireNotEnded(LedgerEntry entry) {
    if (entry.revocation().isPresent()) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_REVOKED,
          "credential-revoked",
          "The credential was revoked before it was signed.");
    }
  }

  private IssuingPipeline.Companions companions(Order order, Instant now) {
    VerifiedApplicant applicant = order.applicant();
    UnitOfWork name =
        AgentNames.claim(
            applicant.agent(), new NameGrant(applicant.owner(), now, requester(applicant)));
    UnitOfWork conditions = ApplicantConditions.of(applicant);
    UnitOfWork line = lineage(order).requireSound(applicant.replaces());
    return new IssuingPipeline.Companions(
        order.permit(),
        ref -> UnitOfWork.all(List.of(answers(order, ref), conditions, line, name)));
  }

  /** A twin with the same key must be told so before it is told that the nonce is spent. */
  private UnitOfWork answers(Order order, CredentialRef ref) {
    UnitOfWork key =
        order
            .key()
            .map(used -> Enrolments.remember(used, order.applicant().requestDigest(), ref))
            .orElseGet(UnitOfWork::none);
    return order
        .waited()
        .map(progress -> key.and(waiting.issued(progress.proposal().id(), ref)))
        .orElse(key);
  }
}
