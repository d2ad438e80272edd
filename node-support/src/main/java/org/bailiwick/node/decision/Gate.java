package org.bailiwick.node.decision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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

  /** The extension member with the reasons, separated by blanks (docs/policy.md). */
  private static final String REASONS = "reasons";

  /** Reasons that are answered with a problem type of their own instead of policy-denied. */
  private static final Set<ProblemType> SPECIFIC =
      Set.of(
          ProblemType.CAPABILITY_NOT_GRANTED,
          ProblemType.NAME_OWNED_BY_ANOTHER,
          ProblemType.ATTESTATION_NOT_AFFIRMING);

  private final DecisionPort port;
  private final GroupWriter writer;
  private final UnaryOperator<AccessRequest> facts;

  public Gate(DecisionPort port, GroupWriter writer) {
    this(port, writer, UnaryOperator.identity());
  }

  /**
   * {@code facts} adds to each question what the node itself knows of its subject, its resource and
   * the moment.
   */
  public Gate(DecisionPort port, GroupWriter writer, UnaryOperator<AccessRequest> facts) {
    this.port = port;
    this.writer = writer;
    this.facts = facts;
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
    return permitted(answer, check -> refusal(answer, check));
  }

  /** As above; {@code refusal} makes the exception for a denial from its first reason. */
  public AuditEntry require(Question question, Function<String, ProblemException> refusal) {
    return permitted(answer(question), refusal);
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

  /**
   * The audit entry of a denial of what was permitted before; empty if it is still permitted, with
   * whatever obligations, which were fulfilled then. Nothing is recorded, and nobody is alerted.
   */
  public Optional<AuditEntry> denialNow(Question question) {
    AccessRequest request = facts.apply(question.request());
    return switch (port.decide(request)) {
      case Decision.Permit permit
          when Obligation.areAmong(Obligation.WITH_APPROVALS, permit.obligations()) ->
          Optional.empty();
      case Decision.Permit permit -> Optional.of(denied(unfulfilled(request, permit)));
      case Decision.Deny deny -> Optional.of(denied(new Answer(request, deny, List.of())));
    };
  }

  /** Records a permit without a change. */
  public void record(AuditEntry permit) {
    writer.record(permit);
  }

  /** Records a refusal that no policy made, and returns when it is durable. */
  public void recordRefusal(AuditEntry refusal) {
    writer.recordRefusal(refusal);
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
    AuditEntry entry = permitted(answer, check -> refusal(answer, check));
    return new Permit(entry, Obligation.approvers(answer.obligations()));
  }

  /**
   * What is enforced, with what was asked, the obligations of the permit from which it was made,
   * and the sign-in that the subject is told to make.
   */
  private record Answer(
      AccessRequest request,
      Decision enforced,
      List<String> obligations,
      Optional<Decision.StepUp> stepUp) {
    Answer(AccessRequest request, Decision enforced, List<String> obligations) {
      this(request, enforced, obligations, Optional.empty());
    }
  }

  private Answer answer(Question question) {
    return answer(question, Obligation.OF_THE_GATE);
  }

  private Answer answer(Question question, Set<Obligation> fulfilled) {
    AccessRequest request = facts.apply(question.request());
    return switch (port.decide(request)) {
      case Decision.Permit permit when Obligation.areAmong(fulfilled, permit.obligations()) -> {
        fulfil(request, permit);
        yield new Answer(request, permit, permit.obligations());
      }
      case Decision.Permit permit -> unfulfilled(request, permit);
      case Decision.Deny deny ->
          new Answer(request, deny, List.of(), deny.stepUp().filter(question.canStepUp()));
    };
  }

  private static Answer unfulfilled(AccessRequest request, Decision.Permit permit) {
    return new Answer(
        request,
        new Decision.Deny(List.of(OBLIGATION_UNKNOWN), permit.policies(), permit.policyVersion()),
        permit.obligations());
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

  private AuditEntry permitted(Answer answer, Function<String, ProblemException> refusal) {
    return switch (answer.enforced()) {
      case Decision.Permit permit -> entry(answer, Outcome.GRANTED, "");
      case Decision.Deny deny -> {
        AuditEntry row = denied(answer);
        writer.recordRefusal(row);
        throw withReasons(refusal.apply(row.check()), deny.reasons());
      }
    };
  }

  /** The caller of the denied request reads why, whatever type of problem the denial has. */
  private static ProblemException withReasons(ProblemException refusal, List<String> reasons) {
    return refusal.extensions().containsKey(REASONS)
        ? refusal
        : refusal.with(REASONS, String.join(" ", reasons));
  }

  private static AuditEntry denied(Answer answer) {
    List<String> reasons = answer.enforced().reasons();
    String check = reasons.isEmpty() ? DecisionPort.NO_POLICY_PERMITS : reasons.getFirst();
    return entry(answer, Outcome.DENIED, check);
  }

  private static AuditEntry entry(Answer answer, Outcome outcome, String check) {
    AccessRequest request = answer.request();
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

  private static ProblemException refusal(Answer answer, String check) {
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
                        + answer.request().action()
                        + ": "
                        + String.join(", ", reasons)
                        + "."));
  }
}
