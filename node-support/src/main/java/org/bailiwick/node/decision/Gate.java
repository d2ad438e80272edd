package org.bailiwick.node.decision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.Entity;

/**
 * Asks the decision point, and has no rules of its own. It fulfils the obligations of a permit, and
 * denies if it does not know one. It records question and answer as the audit event {@code
 * <action>.decided}.
 */
public final class Gate {
  private static final StructuredLog LOG = StructuredLog.of(Gate.class);

  /** The reason when a permit has an obligation that this node does not know. */
  static final String OBLIGATION_UNKNOWN = "obligation-unknown";

  /** Reasons that are answered with a problem type of their own instead of policy-denied. */
  private static final Set<ProblemType> SPECIFIC =
      Set.of(
          ProblemType.CAPABILITY_NOT_GRANTED,
          ProblemType.NAME_OWNED_BY_ANOTHER,
          ProblemType.ATTESTATION_NOT_AFFIRMING);

  private final DecisionPort port;
  private final GroupWriter writer;

  public Gate(DecisionPort port, GroupWriter writer) {
    this.port = port;
    this.writer = writer;
  }

  /**
   * The audit entry of a permit, which the caller commits together with the permitted change.
   *
   * @throws ProblemException policy-denied with the reasons, or the problem that a reason names, or
   *     insufficient-user-authentication where another sign-in of the subject would end the denial;
   *     after the denial was stored. Reasons are codes of the policies; only the audit log has
   *     subject, resource and context
   */
  public AuditEntry require(Question question) {
    Answer answer = answer(question);
    return permitted(
        question.request(), answer, check -> refusal(question.request(), answer, check));
  }

  /** As above; {@code refusal} makes the exception for a denial from its first reason. */
  public AuditEntry require(Question question, Function<String, ProblemException> refusal) {
    return permitted(question.request(), answer(question), refusal);
  }

  /** As {@link #require(Question)}, and records the permit, for an action without a change. */
  public void requireAndRecord(Question question) {
    record(require(question));
  }

  /**
   * Whether the answer is a permit. It is for choosing what a list shows, whose reading is recorded
   * as a whole; for anything else an answer is recorded.
   */
  public boolean permits(Question question) {
    return answer(question).enforced() instanceof Decision.Permit;
  }

  /** Records a permit without a change. */
  public void record(AuditEntry permit) {
    writer.record(permit);
  }

  /**
   * A permit for a caller that fulfils the obligation of approvals itself.
   *
   * @param entry the audit entry, which the caller commits together with the permitted change
   * @param approvers the number of different people who must approve the action before it is taken
   */
  public record Permit(AuditEntry entry, int approvers) {}

  /**
   * As {@link #require(Question)}, for a caller that does nothing before as many people have
   * approved as the permit asks for. For every other caller a permit with such an obligation is a
   * denial.
   */
  public Permit requireUnderApproval(Question question) {
    Answer answer = answer(question, Obligation.WITH_APPROVALS);
    AuditEntry entry =
        permitted(question.request(), answer, check -> refusal(question.request(), answer, check));
    return new Permit(entry, Obligation.approvers(answer.obligations()));
  }

  /**
   * What is enforced, with the obligations of the permit from which it was made, and the sign-in
   * that the subject is told to make.
   */
  private record Answer(
      Decision enforced, List<String> obligations, Optional<Decision.StepUp> stepUp) {
    Answer(Decision enforced, List<String> obligations) {
      this(enforced, obligations, Optional.empty());
    }
  }

  private Answer answer(Question question) {
    return answer(question, Obligation.OF_THE_GATE);
  }

  private Answer answer(Question question, Set<Obligation> fulfilled) {
    AccessRequest request = question.request();
    return switch (port.decide(request)) {
      case Decision.Permit permit when Obligation.areAmong(fulfilled, permit.obligations()) -> {
        fulfil(request, permit);
        yield new Answer(permit, permit.obligations());
      }
      case Decision.Permit permit ->
          new Answer(
              new Decision.Deny(
                  List.of(OBLIGATION_UNKNOWN), permit.policies(), permit.policyVersion()),
              permit.obligations());
      case Decision.Deny deny ->
          new Answer(deny, List.of(), deny.stepUp().filter(question.canStepUp()));
    };
  }

  /** The log names no subject or resource, which are for the audit log only. */
  private static void fulfil(AccessRequest request, Decision.Permit permit) {
    if (Obligation.ALERT.isIn(permit.obligations())) {
      LOG.warn(
          "decision.alert",
          Map.of(
              "action", request.action().text(),
              "policies", String.join(" ", permit.policies()),
              "policy_version", permit.policyVersion()));
    }
  }

  private AuditEntry permitted(
      AccessRequest request, Answer answer, Function<String, ProblemException> refusal) {
    return switch (answer.enforced()) {
      case Decision.Permit permit -> entry(request, answer, Outcome.GRANTED, "");
      case Decision.Deny deny -> {
        String check = deny.reasons().stream().findFirst().orElse(DecisionPort.NO_POLICY_PERMITS);
        writer.recordRefusal(entry(request, answer, Outcome.DENIED, check));
        throw refusal.apply(check);
      }
    };
  }

  private static AuditEntry entry(
      AccessRequest request, Answer answer, Outcome outcome, String check) {
    Decision decision = answer.enforced();
    Map<String, String> details = new TreeMap<>();
    details.put("subject", JsonText.of(new TreeMap<>(request.subject().attributes())));
    details.put("resource", JsonText.of(new TreeMap<>(request.resource().attributes())));
    details.put("context", JsonText.of(new TreeMap<>(request.context())));
    details.put("subject_type", request.subject().type());
    details.put("resource_type", request.resource().type());
    putIfAny(details, "subject_in", parents(request.subject()));
    putIfAny(details, "resource_in", parents(request.resource()));
    details.put("reasons", String.join(" ", decision.reasons()));
    putIfAny(details, "policies", decision.policies());
    putIfAny(details, "obligations", answer.obligations());
    putIfAny(details, "step_up", StepUpRefusal.described(answer.stepUp()));
    details.put("policy_version", decision.policyVersion());
    return new AuditEntry(
        request.action() + ".decided",
        outcome,
        check,
        request.subject().id(),
        request.resource().id(),
        details);
  }

  private static void putIfAny(Map<String, String> details, String name, List<String> values) {
    if (!values.isEmpty()) {
      details.put(name, String.join(" ", values));
    }
  }

  /** The entities that this one is in, directly or through others; by type, as JSON. */
  private static List<String> parents(Entity entity) {
    Map<String, Set<String>> byType = new TreeMap<>();
    collect(entity, byType);
    return byType.isEmpty() ? List.of() : List.of(JsonText.of(byType));
  }

  private static void collect(Entity entity, Map<String, Set<String>> byType) {
    for (Entity parent : entity.parents()) {
      byType.computeIfAbsent(parent.type(), type -> new TreeSet<>()).add(parent.id());
      collect(parent, byType);
    }
  }

  private static ProblemException refusal(AccessRequest request, Answer answer, String check) {
    List<String> reasons = answer.enforced().reasons();
    if (answer.stepUp().isPresent()) {
      return StepUpRefusal.of(answer.stepUp().get(), reasons, check);
    }
    return SPECIFIC.stream()
        .filter(type -> reasons.contains(type.slug()))
        .sorted()
        .findFirst()
        .map(type -> new ProblemException(type, type.slug(), type.title() + "."))
        .orElseGet(
            () ->
                new ProblemException(
                        ProblemType.POLICY_DENIED,
                        check,
                        "Policy denies "
                            + request.action()
                            + ": "
                            + String.join(", ", reasons)
                            + ".")
                    .with("reasons", String.join(" ", reasons)));
  }
}
