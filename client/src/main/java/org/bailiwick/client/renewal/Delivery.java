package org.bailiwick.client.renewal;

import java.security.KeyPair;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolledCredential;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.enrolment.EnrolmentProgress;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Stores a request in the folder, sends it and stores the answer. The request is deleted when the
 * authority has refused it, officers have rejected it, or they did not approve it in time.
 */
final class Delivery {
  private static final int SERVER_ERROR = 500;

  private final AuthorityClient authority;
  private final CredentialFolder folder;
  private final NextCredential next;
  private final Optional<WorkloadId> workload;

  /**
   * @param workload the name that the credential must have, if that is known
   */
  Delivery(AuthorityClient authority, CredentialFolder folder, Optional<WorkloadId> workload) {
    this.authority = authority;
    this.folder = folder;
    this.next = folder.next();
    this.workload = workload;
  }

  /**
   * Makes a request for this key and stores it.
   *
   * @param applicant called here, as {@code order} is, because tokens expire soon
   */
  KeptRequest prepare(Supplier<Applicant> applicant, Supplier<EnrolmentOrder> order, KeyPair key) {
    try {
      KeptRequest request = KeptRequest.of(authority.prepare(applicant.get(), order.get(), key));
      next.keep(request.text());
      return request;
    } catch (RuntimeException nothingWasSent) {
      next.discard(); // also deletes the key, which may be in a token
      throw nothingWasSent;
    }
  }

  /** Sends the request, unless it waits for officers who have not decided yet. */
  EnrolmentAnswer send(KeptRequest request) {
    Optional<EnrolmentProgress> waiting = request.waiting().flatMap(this::waiting);
    Optional<ProblemException> refusal = waiting.flatMap(EnrolmentProgress::refusal);
    if (refusal.isPresent()) {
      next.discard();
      throw refusal.get();
    }
    if (waiting.isPresent() && waiting.get().state() == EnrolmentProgress.State.WAITING) {
      return waiting.get();
    }
    return post(request, waiting.isPresent());
  }

  /** Repeats the request that was sent before; empty if there is none or it did not arrive. */
  Optional<EnrolmentAnswer> repeated() {
    Optional<KeptRequest> sent = next.request().map(KeptRequest::parse);
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(send(sent.get()));
    } catch (ProblemException refusal) {
      // The request had not arrived before, and its nonce or tokens have expired: nothing was
      // issued. A request that waited for officers had arrived, so its refusal counts.
      if (isFinal(refusal)
          && refusal.type() != ProblemType.IDENTITY_FROZEN
          && sent.get().waiting().isEmpty()) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  /** The progress of the request; empty if the authority has no request of this id. */
  private Optional<EnrolmentProgress> waiting(UUID id) {
    try {
      return Optional.of(authority.progress(id));
    } catch (ProblemException e) {
      if (e.type() == ProblemType.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private EnrolmentAnswer post(KeptRequest request, boolean approved) {
    try {
      EnrolmentAnswer answer = authority.enrol(request.body(), request.idempotencyKey());
      switch (answer) {
        case EnrolledCredential issued -> {
          requireExpected(issued, request);
          next.complete(issued.chain(), issued.renewAt());
          issued.wit().ifPresent(token -> folder.keepToken(folder.serial(), token.text()));
        }
        case EnrolmentProgress waiting -> next.keep(request.waitingAs(waiting.id()).text());
      }
      return answer;
    } catch (ProblemException refusal) {
      // An approved request may succeed later, until the authority reports it as ended; but an
      // appraisal that was too old does not become younger.
      if (isFinal(refusal)
          && (!approved || refusal.type() == ProblemType.ATTESTATION_NOT_AFFIRMING)) {
        next.discard();
      }
      throw refusal;
    }
  }

  /** Whether the authority has decided and has issued nothing, so that no repetition helps. */
  static boolean isFinal(ProblemException refusal) {
    return refusal.type().status() < SERVER_ERROR
        && refusal.type() != ProblemType.TOO_MANY_REQUESTS
        && refusal.type() != ProblemType.REQUEST_TIMEOUT;
  }

  private void requireExpected(EnrolledCredential issued, KeptRequest request) {
    boolean key = issued.chain().getFirst().getPublicKey().equals(request.key());
    if (!key || !workload.map(issued.workload()::equals).orElse(true)) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "answer-not-ours",
          "The authority answered with a certificate of another name or key");
    }
  }
}
