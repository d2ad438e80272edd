package org.bailiwick.client.renewal;

import java.util.Optional;
import java.util.UUID;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolledCredential;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.UndecidedEnrolment;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Sends a request that is on the disk, as often as it takes, and does to the folder what follows
 * from the answer. A request is forgotten when the authority has decided against it: refused,
 * rejected by officers, or not approved in time.
 */
final class Delivery {
  private static final int SERVER_ERROR = 500;

  private final AuthorityClient authority;
  private final CredentialFolder folder;
  private final NextCredential next;
  private final Optional<AgentId> agent;

  /**
   * @param agent whose credential it must be, if that is known
   */
  Delivery(AuthorityClient authority, CredentialFolder folder, Optional<AgentId> agent) {
    this.authority = authority;
    this.folder = folder;
    this.next = folder.next();
    this.agent = agent;
  }

  /** Looks how it stands, if it waits, and sends it unless officers are still to decide. */
  EnrolmentAnswer send(KeptRequest request) {
    Optional<UndecidedEnrolment> waiting = request.waiting().flatMap(this::waiting);
    Optional<ProblemException> refusal = waiting.flatMap(UndecidedEnrolment::refusal);
    if (refusal.isPresent()) {
      next.discard();
      throw refusal.get();
    }
    if (waiting.isPresent() && waiting.get().state() == UndecidedEnrolment.State.WAITING) {
      return waiting.get();
    }
    return post(request, waiting.isPresent());
  }

  /** Empty when the authority has forgotten it: then the request's own answer has to tell. */
  private Optional<UndecidedEnrolment> waiting(UUID id) {
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
          requireOurs(issued, request);
          next.complete(issued.chain(), issued.renewAt());
          issued
              .wit()
              .ifPresent(token -> folder.keepToken(folder.credential().serial(), token.text()));
        }
        case UndecidedEnrolment waiting -> next.keep(request.waitingAs(waiting.id()).text());
      }
      return answer;
    } catch (ProblemException refusal) {
      // What officers approved may be possible later on: until the authority says that it ended.
      if (isFinal(refusal) && !approved) {
        next.discard();
      }
      throw refusal;
    }
  }

  /** Not "come again": the authority has decided, and has issued nothing. */
  static boolean isFinal(ProblemException refusal) {
    return refusal.type().status() < SERVER_ERROR
        && refusal.type() != ProblemType.TOO_MANY_REQUESTS
        && refusal.type() != ProblemType.REQUEST_TIMEOUT;
  }

  private void requireOurs(EnrolledCredential issued, KeptRequest request) {
    boolean key = issued.chain().getFirst().getPublicKey().equals(request.key());
    if (!key || !agent.map(issued.agent()::equals).orElse(true)) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "answer-not-ours",
          "The authority answered with a certificate of another agent or key");
    }
  }
}
