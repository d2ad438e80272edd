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
import org.bailiwick.contract.problem.ProblemType;

/**
 * Renews the credential of a folder: a new enrolment of the same name that names the credential it
 * replaces. The request is on the disk before it is sent and until it is answered, so that a try
 * after a crash is the same renewal and not a second one, which the authority would take for a
 * clone's (docs/enrolment-api.md).
 */
public final class CredentialRenewal {
  /** The part of the validity after which to renew, if the authority gave no time. */
  private static final double DUE_PART = 2.0 / 3.0;

  private final AuthorityClient authority;
  private final CredentialFolder folder;
  private final Renewed subject;
  private final Clock clock;

  /**
   * The input of renewals: applicant, order, key, and whether the replaced credential is named. The
   * first two are read at each renewal, since tokens in them expire soon.
   */
  public record Renewed(
      Supplier<Applicant> applicant,
      Supplier<EnrolmentOrder> order,
      NextKey key,
      Succession succession) {

    /** One that names what it replaces. */
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

  /** When it is to be renewed: what the authority said, else after two thirds of the validity. */
  public Instant dueAt() {
    return folder.renewAt().orElseGet(this::partOfValidity);
  }

  private Instant partOfValidity() {
    var leaf = folder.chain().getFirst();
    Instant begin = leaf.getNotBefore().toInstant();
    Duration validity = Duration.between(begin, leaf.getNotAfter().toInstant());
    return begin.plusSeconds((long) (validity.toSeconds() * DUE_PART));
  }

  /** Whether it is time, or a request that was sent has no answer yet. */
  public boolean isDue() {
    return folder.next().request().isPresent() || !clock.instant().isBefore(dueAt());
  }

  /**
   * Renews now. A refusal is the authority's problem; while there is no answer
   * (DEPENDENCY_UNAVAILABLE and its like), or officers have not decided, the next call repeats the
   * same request.
   */
  public EnrolmentAnswer renew() {
    NextCredential next = folder.next();
    return next.alone(
        () -> {
          Delivery delivery =
              new Delivery(authority, folder, Optional.of(folder.credential().agent()));
          return repeated(next, delivery).orElseGet(() -> delivery.send(begun(next)));
        });
  }

  /** The renewal that was sent before, if it was; empty when the authority does not know it. */
  private Optional<EnrolmentAnswer> repeated(NextCredential next, Delivery delivery) {
    Optional<KeptRequest> sent = next.request().map(KeptRequest::parse);
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(delivery.send(sent.get()));
    } catch (ProblemException refusal) {
      // It had not arrived, and its nonce or tokens are too old by now: nothing was issued. One
      // that waited had arrived, so that its refusal is one.
      if (Delivery.isFinal(refusal)
          && refusal.type() != ProblemType.IDENTITY_FROZEN
          && sent.get().waiting().isEmpty()) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  private KeptRequest begun(NextCredential next) {
    KeyPair key = next.prepared().orElseGet(() -> madeFor(next));
    try {
      KeptRequest request =
          KeptRequest.of(authority.prepare(subject.applicant().get(), order(), key));
      next.keep(request.text());
      return request;
    } catch (RuntimeException nothingWasSent) {
      next.discard(); // with the key, which may be in a token
      throw nothingWasSent;
    }
  }

  private KeyPair madeFor(NextCredential next) {
    NextKey.Pair key = subject.key().forRenewal(folder);
    key.fresh().ifPresentOrElse(next::begin, next::beginWithSameKey);
    return key.key();
  }

  private EnrolmentOrder order() {
    EnrolmentOrder order = subject.order().get();
    return switch (subject.succession()) {
      case NAMED -> order.replacing(folder.credential().serial());
      case UNNAMED -> order;
    };
  }
}
