package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.lineage.CloneAlarm;
import org.bailiwick.aca.lineage.Lineage;
import org.bailiwick.aca.lineage.StaleRenewalException;
import org.bailiwick.aca.naming.AgentNames;
import org.bailiwick.aca.naming.NameGrant;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.waiting.EnrolmentProgress;
import org.bailiwick.aca.waiting.WaitingEnrolmentStore;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.UnitOfWork;

/** The issuing pipeline for agents, and what joins the reservation. */
@Singleton
final class AgentIssuing {

  private final Authorities authorities;
  private final PublishedUrls urls;
  private final IssuanceLedger ledger;
  private final FirstAnswers answers;
  private final CloneAlarm alarm;
  private final WaitingEnrolmentStore store;
  private final IssuingPipeline pipeline;
  private final Clock clock;

  @Inject
  AgentIssuing(
      Authorities authorities,
      PublishedUrls urls,
      IssuanceLedger ledger,
      FirstAnswers answers,
      CloneAlarm alarm,
      WaitingEnrolmentStore store,
      IssuingPipeline pipeline,
      @ForAca Clock clock) {
    this.authorities = authorities;
    this.urls = urls;
    this.ledger = ledger;
    this.answers = answers;
    this.alarm = alarm;
    this.store = store;
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
   * @param waited for officers, who agreed
   */
  record Order(
      VerifiedApplicant applicant,
      CredentialProfile profile,
      AuditEntry permit,
      Optional<EnrolmentKey> key,
      Optional<EnrolmentProgress> waited) {}

  IssuedCredential issue(Order order) {
    requireNoAuthoritys(order.applicant());
    Authority issuer = authorities.issuing();
    Instant now = clock.instant();
    Optional<SerialNumber> predecessor =
        ledger.latestSerialOf(issuer.id(), order.applicant().agent().toString());
    try {
      return pipeline.run(
          serial ->
              order
                  .profile()
                  .prepare(
                      order.applicant(),
                      new CredentialProfile.Draft(issuer, urls, serial, predecessor, now)),
          companions(order, now));
    } catch (StaleRenewalException clone) {
      VerifiedApplicant applicant = order.applicant();
      throw alarm.raise(lineage(order), applicant.replaces().orElseThrow(), clone);
    } catch (EnrolledMeanwhileException twin) {
      return repeated(order.key(), order.applicant().requestDigest()).orElseThrow();
    } catch (WaitingEnrolmentStore.EndedMeanwhileException twin) {
      return afterWaiting(store.find(order.applicant().requestDigest()).orElseThrow());
    }
  }

  /** No agent speaks with a key of this authority, and whoever consents for an owner is none. */
  private void requireNoAuthoritys(VerifiedApplicant applicant) {
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

  /** The first answer to this key, if there is one. */
  Optional<IssuedCredential> repeated(Optional<EnrolmentKey> key, String requestDigest) {
    return answers.find(key, requestDigest);
  }

  /** The credential of a request that had to wait. */
  IssuedCredential afterWaiting(EnrolmentProgress progress) {
    return answers.afterWaiting(progress);
  }

  private IssuingPipeline.Companions companions(Order order, Instant now) {
    VerifiedApplicant applicant = order.applicant();
    String by = applicant.user().issuer() + "#" + applicant.user().subject();
    UnitOfWork name =
        AgentNames.claim(applicant.agent(), new NameGrant(applicant.owner(), now, by));
    UnitOfWork conditions = ApplicantConditions.of(applicant);
    UnitOfWork line = lineage(order).requireSound(applicant.replaces());
    return new IssuingPipeline.Companions(
        order.permit(),
        ref ->
            em -> {
              // A twin with the same key must be told so before it is told that the nonce is spent.
              order
                  .key()
                  .ifPresent(
                      key -> Enrolments.remember(key, applicant.requestDigest(), ref).apply(em));
              order
                  .waited()
                  .ifPresent(progress -> store.issued(progress.enrolment().id(), ref).apply(em));
              conditions.apply(em);
              line.apply(em);
              name.apply(em);
            });
  }
}
