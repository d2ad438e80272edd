package org.bailiwick.client.renewal;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Renews the credential of a folder by a new enrolment of the same name, which names the credential
 * that it replaces. The request stays on the disk until it is answered, so that the same renewal is
 * repeated after a crash; another one would look like the request of a clone
 * (docs/enrolment-api.md).
 */
public final class CredentialRenewal {
  /** Renews after this part of the validity, if the authority set no time. */
  private static final double DUE_PART = 2.0 / 3.0;

  private final AuthorityClient authority;
  private final CredentialFolder folder;
  private final Renewed subject;
  private final Clock clock;

  /**
   * The input of renewals. Applicant and order are supplied anew for each renewal, since tokens in
   * them expire soon.
   */
  public record Renewed(
      Supplier<Applicant> applicant,
      Supplier<EnrolmentOrder> order,
      NextKey key,
      Succession succession) {

    /** A renewal that names the credential that it replaces. */
    public Renewed(Supplier<Applicant> applicant, Supplier<EnrolmentOrder> order, NextKey key) {
      this(applicant, order, key, Succession.NAMED);
    }
  }

  public CredentialRenewal(AuthorityClient authority, CredentialFolder folder, Renewed subject) {
    this(authority, folder, subject, Clock.systemUTC());
  }

  CredentialRenewal(
      AuthorityClient authority, CredentialFolder folder, Renewed subject, Clock clock) {
    this.authority = authority;
    this.folder = folder;
    this.subject = subject;
    this.clock = clock;
  }

  /** When to renew: at the time that the authority set, or after two thirds of the validity. */
  public Instant dueAt() {
    return folder.renewAt().orElseGet(this::partOfValidity);
  }

  private Instant partOfValidity() {
    var leaf = folder.chain().getFirst();
    Instant begin = leaf.getNotBefore().toInstant();
    Duration validity = Duration.between(begin, leaf.getNotAfter().toInstant());
    return begin.plusSeconds((long) (validity.toSeconds() * DUE_PART));
  }

  /** Whether it is time to renew, or an earlier request has no answer yet. */
  public boolean isDue() {
    return folder.next().request().isPresent() || !clock.instant().isBefore(dueAt());
  }

  /**
   * Renews now. While there is no answer or officers have not decided, the next call repeats the
   * same request.
   *
   * @throws ProblemException the authority's refusal, or DEPENDENCY_UNAVAILABLE without an answer
   */
  public EnrolmentAnswer renew() {
    NextCredential next = folder.next();
    return next.alone(
        () -> {
          Delivery delivery = new Delivery(authority, folder, Optional.of(folder.workload()));
          return delivery.repeated().orElseGet(() -> started(next, delivery));
        });
  }

  private EnrolmentAnswer started(NextCredential next, Delivery delivery) {
    KeyPair key = next.prepared().orElseGet(() -> newKey(next));
    return delivery.send(delivery.prepare(subject.applicant(), this::order, key));
  }

  private KeyPair newKey(NextCredential next) {
    NextKey.Pair key = subject.key().forRenewal(folder);
    key.fresh().ifPresentOrElse(next::begin, next::beginWithSameKey);
    return key.key();
  }

  private EnrolmentOrder order() {
    EnrolmentOrder order = subject.order().get();
    return switch (subject.succession()) {
      case NAMED -> order.replacing(folder.serial());
      case UNNAMED -> order;
    };
  }
}
