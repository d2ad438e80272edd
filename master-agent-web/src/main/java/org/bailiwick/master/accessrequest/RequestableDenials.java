package org.bailiwick.master.accessrequest;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.KnownEntities;
import org.bailiwick.policy.authzen.ApplicationEvaluator;
import org.bailiwick.policy.authzen.Evaluation;
import org.bailiwick.policy.authzen.EvaluationAnswer;
import org.bailiwick.policy.authzen.Evaluator;

/**
 * Answers questions of enforcement points with approvals. A denial that a person's approval would
 * end can be requested: a policy that decided says so by {@code @remedy("ask-approval")}, and the
 * same question is permitted with {@code context.approval}. A question with an approval is decided
 * with that fact, if the approval counts for it; otherwise it is decided without it.
 */
public final class RequestableDenials {
  private static final String REASON = "reason";
  private static final String REASONS = "reasons";
  private static final String NEXT = "next_action";
  private static final String APPROVAL = ApplicationEvaluator.APPROVAL;

  private final ApplicationDecisions decisions;
  private final KnownEntities known;
  private final BindingTokens tokens;
  private final AccessApprovals approvals;
  private final Clock clock;

  public RequestableDenials(
      ApplicationDecisions decisions,
      KnownEntities known,
      BindingTokens tokens,
      AccessApprovals approvals,
      Clock clock) {
    this.decisions = decisions;
    this.known = known;
    this.tokens = tokens;
    this.approvals = approvals;
    this.clock = clock;
  }

  /** Answers questions of this enforcement point about this application. */
  public Evaluator evaluator(String asker, String application) {
    ApplicationEvaluator plain = plain(application);
    return question -> {
      if (!question.context().containsKey(APPROVAL)) {
        EvaluationAnswer answer = plain.answer(question);
        return with(answer, offer(plain, question, answer, new Asking(asker, application)));
      }
      return approved(plain, question, new Asking(asker, application));
    };
  }

  private record Asking(String asker, String application) {}

  private ApplicationEvaluator plain(String application) {
    return new ApplicationEvaluator(decisions, application, known);
  }

  private EvaluationAnswer approved(
      ApplicationEvaluator plain, Evaluation question, Asking asking) {
    AccessApprovals.Check check =
        BoundQuestion.of(question, decisions, asking.application())
            .map(
                bound ->
                    approvals.check(
                        asking.asker(),
                        asking.application(),
                        bound,
                        question.context().get(APPROVAL)))
            .orElse(AccessApprovals.Check.UNVERIFIABLE);
    if (check.approval().isPresent()) {
      EvaluationAnswer answer = plain.approved(question);
      Map<String, Object> more = new LinkedHashMap<>(Map.of(APPROVAL, check.approval().get()));
      if (answer.basis().filter(Decision.Deny.class::isInstance).isPresent()) {
        more.put(REASON, "policy_denied");
        more.put(NEXT, "none");
      }
      return with(answer, more);
    }
    EvaluationAnswer answer = plain.answer(question);
    Map<String, Object> offered = offer(plain, question, answer, asking);
    if (answer.decision()) {
      return answer;
    }
    Map<String, Object> more = new LinkedHashMap<>(offered);
    more.put(REASON, check.reason());
    more.put(NEXT, check.next(!offered.isEmpty()));
    return with(answer, more);
  }

  /** Whether a person's approval would end the denial of this question. */
  boolean isRequestable(String application, Evaluation question) {
    ApplicationEvaluator plain = plain(application);
    return isRequestable(plain, question, plain.answer(question));
  }

  private static boolean isRequestable(
      ApplicationEvaluator plain, Evaluation question, EvaluationAnswer answer) {
    return answer.basis().orElse(null) instanceof Decision.Deny deny
        && deny.remedies().contains(Decision.Remedy.ASK_APPROVAL)
        && plain.approved(question).decision();
  }

  /** The members by which the denial can be requested; empty if it cannot be. */
  private Map<String, Object> offer(
      ApplicationEvaluator plain, Evaluation question, EvaluationAnswer answer, Asking asking) {
    if (!isRequestable(plain, question, answer)) {
      return Map.of();
    }
    Optional<BoundQuestion> bound = BoundQuestion.of(question, decisions, asking.application());
    return bound.map(each -> offer(each, reason(answer), asking)).orElse(Map.of());
  }

  private Map<String, Object> offer(BoundQuestion question, String reason, Asking asking) {
    BindingTokens.Denial denial =
        tokens.denial(asking.asker(), asking.application(), question, reason);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("expires_at", denial.expiresAt().toString());
    try {
      request.put("binding_token", tokens.sign(denial));
    } catch (ProblemException cannotSign) {
      return Map.of(); // the denial stands without an offer
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("evaluation_id", denial.evaluationId());
    members.put("evaluated_at", clock.instant().toString());
    members.put(REASON, reason);
    members.put("access_request", request);
    return members;
  }

  private static String reason(EvaluationAnswer answer) {
    return answer.context().get(REASONS) instanceof List<?> reasons && !reasons.isEmpty()
        ? reasons.getFirst().toString()
        : "";
  }

  private static EvaluationAnswer with(EvaluationAnswer answer, Map<String, Object> more) {
    if (more.isEmpty()) {
      return answer;
    }
    Map<String, Object> context = new LinkedHashMap<>(answer.context());
    context.putAll(more);
    return new EvaluationAnswer(answer.decision(), context, answer.basis());
  }
}
