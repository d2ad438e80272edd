package org.bailiwick.client.renewal;

import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Gets the first credential of a folder. Key and request stay on the disk until the request is
 * decided, so that it can be sent again after a crash and when officers have approved it. If the
 * request is finally refused, the key is deleted, also from a token.
 */
public final class CredentialEnrolment {
  private final CredentialFolder folder;
  private final NextCredential next;
  private final Delivery delivery;

  public CredentialEnrolment(AuthorityClient authority, CredentialFolder folder) {
    this.folder = folder;
    this.next = folder.next();
    this.delivery = new Delivery(authority, folder, Optional.empty());
  }

  /**
   * Suppliers of applicant and order, called when the request is made, since tokens expire soon.
   */
  public record FirstRequest(Supplier<Applicant> applicant, Supplier<EnrolmentOrder> order) {}

  /**
   * Makes the key, unless it was prepared, and sends the first request.
   *
   * @throws ProblemException the authority's refusal; MALFORMED_REQUEST, check {@code
   *     enrolment-undecided}, while an earlier request of the folder has no answer
   */
  public EnrolmentAnswer begin(FirstRequest first, Supplier<AgentKey> maker) {
    return next.alone(
        () -> {
          requireNoneUndecided(next);
          KeyPair key = key(maker);
          return delivery.send(delivery.prepare(first.applicant(), first.order(), key));
        });
  }

  /**
   * Goes on where an earlier call was cut off, in whatever process: sends an undecided request
   * again as it is, by which the authority recognises it and issues nothing twice. If there is
   * none, or the authority never had it and now refuses its nonce or tokens as too old, it begins.
   *
   * @return empty if the folder has a credential already
   * @throws ProblemException the authority's refusal
   */
  public Optional<EnrolmentAnswer> proceed(FirstRequest first, Supplier<AgentKey> maker) {
    return next.alone(
        () -> {
          if (folder.hasCredential()) {
            return Optional.empty();
          }
          return Optional.of(
              delivery
                  .repeated()
                  .orElseGet(
                      () -> {
                        KeyPair key = key(maker);
                        return delivery.send(
                            delivery.prepare(first.applicant(), first.order(), key));
                      }));
        });
  }

  private KeyPair key(Supplier<AgentKey> maker) {
    return next.prepared()
        .orElseGet(
            () -> {
              AgentKey made = maker.get();
              next.begin(made);
              return made.pair();
            });
  }

  /**
   * Sends the undecided request again.
   *
   * @throws ProblemException the authority's refusal; MALFORMED_REQUEST, check {@code
   *     enrolment-none}, if there is none
   */
  public EnrolmentAnswer resume() {
    return next.alone(
        () ->
            next.request()
                .map(KeptRequest::parse)
                .map(delivery::send)
                .orElseThrow(
                    () ->
                        new ProblemException(
                            ProblemType.MALFORMED_REQUEST,
                            "enrolment-none",
                            "No request of this folder is undecided")));
  }

  /**
   * Makes the key of the next request, or returns the one that was prepared before, so that an
   * owner can sign a consent for it.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code enrolment-undecided}
   */
  public static PublicKey prepareKey(CredentialFolder folder, Supplier<AgentKey> maker) {
    NextCredential next = folder.next();
    return next.alone(
        () -> {
          requireNoneUndecided(next);
          if (next.prepared().isEmpty()) {
            next.prepare(maker.get());
          }
          return next.prepared().orElseThrow().getPublic();
        });
  }

  private static void requireNoneUndecided(NextCredential next) {
    if (next.request().isPresent()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "enrolment-undecided",
          "An earlier request of this folder is not decided: continue it or forget it");
    }
  }

  /** Deletes the undecided request and its key; a credential issued for it stays valid. */
  public void forget() {
    next.alone(
        () -> {
          next.clear();
          return null;
        });
  }
}
