package org.bailiwick.master.accessrequest;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.approval.Verdict;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.application.ApplicationDecisions;

/**
 * The tasks of enforcement points (sections Access Request Endpoint, Task Status Endpoint): they
 * are made, read and cancelled, each by the enforcement point that has made it.
 */
@Dependent
public class AccessTasks {

  private final AccessRequests requests;
  private final BindingTokens tokens;
  private final RequestableDenials denials;
  private final ApplicationDecisions decisions;
  private final GroupWriter writer;
  private final Clock clock;

  @Inject
  public AccessTasks(
      AccessRequests requests,
      BindingTokens tokens,
      RequestableDenials denials,
      ApplicationDecisions decisions,
      GroupWriter writer,
      Clock clock) {
    this.requests = requests;
    this.tokens = tokens;
    this.denials = denials;
    this.decisions = decisions;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Who has tasks.
   *
   * @param place the URL of the tasks of the enforcement point, without a slash at its end
   */
  public record Asker(String id, String application, String place) {}

  /**
   * An answer.
   *
   * @param isOver whether the task has ended, so that nobody needs to ask again
   * @param location the status endpoint of the task
   */
  public record Answer(String body, boolean isOver, String location) {}

  /**
   * Has people asked.
   *
   * @throws ProblemException malformed-request, and as {@link AccessRequestFault} lists; after the
   *     refusal was recorded
   */
  public Answer submit(Asker asker, Optional<String> key, byte[] body) {
    return audited(
        asker,
        () -> {
          Submission.Message message = Submission.Message.read(body, clock.instant());
          Optional<String> digest = Submission.key(key, asker.id(), asker.application());
          RequestedAccess request = request(asker, message);
          return answer(
              asker, requests.submit(new Submission(request, digest, message.bodySha256())));
        });
  }

  /** The request, if it is about a denial of this question to this asker. */
  private RequestedAccess request(Asker asker, Submission.Message message) {
    BindingTokens.Denial denial = tokens.verify(message.denial().bindingToken());
    BoundQuestion question =
        BoundQuestion.of(message.question(), decisions, asker.application())
            .orElseThrow(BindingTokens::unbound);
    boolean bound =
        denial.asker().equals(asker.id())
            && denial.application().equals(asker.application())
            && denial.questionSha256().equals(question.sha256())
            && denial.expiresAt().equals(message.denial().expiresAt())
            && message.denial().evaluationId().map(denial.evaluationId()::equals).orElse(true);
    if (!bound) {
      throw BindingTokens.unbound();
    }
    if (!denials.isRequestable(asker.application(), message.question())) {
      throw AccessRequestFault.notRequestable();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new RequestedAccess(
        denial.evaluationId(),
        asker.id(),
        asker.application(),
        question.text(),
        question.sha256(),
        denial.reason(),
        message.askedFor(),
        new RequestedAccess.Times(now, end(now, message.askedFor())));
  }

  /** Nobody decides about an access that would have ended. */
  private static Instant end(Instant now, RequestedAccess.AskedFor askedFor) {
    Instant usual = now.plus(AccessRequests.VALIDITY);
    return askedFor.until().filter(usual::isAfter).orElse(usual);
  }

  /** How far a task got. */
  public Answer read(Asker asker, String id) {
    return audited(
        asker, () -> answer(asker, requests.require(id, asker.id(), asker.application())));
  }

  /** Takes a request back that waits. */
  public Answer cancel(Asker asker, String id) {
    return audited(
        asker,
        () -> {
          StoredRequest request = requests.require(id, asker.id(), asker.application());
          return answer(asker, requests.cancel(request));
        });
  }

  /** An operation of an asker. */
  private interface Operation {
    Answer run();
  }

  /** A refusal of the profile has its own form, which the usual audit row does not know. */
  private Answer audited(Asker asker, Operation operation) {
    try {
      return operation.run();
    } catch (ProblemException refusal) {
      Optional<AccessRequestFault> fault = AccessRequestFault.of(refusal);
      if (fault.isEmpty()) {
        throw refusal;
      }
      writer.recordRefusal(
          AuditEntry.of(AccessRequests.REQUESTED, Outcome.DENIED, refusal.check(), asker.id())
              .about(asker.application()));
      throw fault.get();
    }
  }

  private Answer answer(Asker asker, StoredRequest stored) {
    StoredRequest.State state = stored.state(clock.instant());
    boolean waits = state == StoredRequest.State.WAITING;
    String endpoint = asker.place() + "/" + stored.id();
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("id", stored.id());
    task.put("status", state.status());
    task.put("status_endpoint", endpoint);
    task.put("expires_at", stored.request().times().askedAt().plus(AccessRequests.KEPT));
    if (waits) {
      task.put("links", Map.of("cancel", endpoint + "/cancel"));
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("task", task);
    if (state == StoredRequest.State.APPROVED) {
      members.put("result", result(stored, stored.verdict().orElseThrow()));
    }
    return new Answer(JsonText.of(members), !waits, endpoint);
  }

  private static Map<String, Object> result(StoredRequest stored, Verdict verdict) {
    Map<String, Object> approval = new LinkedHashMap<>();
    approval.put("id", stored.id());
    approval.put("approved_at", verdict.decidedAt());
    approval.put("approved_until", stored.request().approvedUntil(verdict.decidedAt()));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("mode", "reevaluate");
    result.put("approval", approval);
    return result;
  }
}
