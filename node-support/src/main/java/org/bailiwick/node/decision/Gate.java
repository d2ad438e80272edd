package org.bailiwick.node.decision;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;

/**
 * Asks the decision point, and has no rules of its own. It records question and answer as the audit
 * event {@code <action>.decided}.
 */
public final class Gate {

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
   * @throws ProblemException policy-denied with the reasons, or the problem that a reason names,
   *     after the denial was stored. Reasons are codes of the policies; only the audit log has
   *     subject, resource and context
   */
  public AuditEntry require(Question question) {
    AccessRequest request = question.request();
    Decision decision = port.decide(request);
    return permitted(request, decision, check -> refusal(request, decision.reasons(), check));
  }

  /** As above; {@code refusal} makes the exception for a denial from its first reason. */
  public AuditEntry require(Question question, Function<String, ProblemException> refusal) {
    return permitted(question.request(), port.decide(question.request()), refusal);
  }

  /** As {@link #require(Question)}, and records the permit, for an action without a change. */
  public void requireAndRecord(Question question) {
    record(require(question));
  }

  /** Records a permit without a change. */
  public void record(AuditEntry permit) {
    writer.record(permit);
  }

  private AuditEntry permitted(
      AccessRequest request, Decision decision, Function<String, ProblemException> refusal) {
    return switch (decision) {
      case Decision.Permit permit -> entry(request, permit, Outcome.GRANTED, "");
      case Decision.Deny deny -> {
        String check = deny.reasons().stream().findFirst().orElse(DecisionPort.NO_POLICY_PERMITS);
        writer.recordRefusal(entry(request, deny, Outcome.DENIED, check));
        throw refusal.apply(check);
      }
    };
  }

  private static AuditEntry entry(
      AccessRequest request, Decision decision, Outcome outcome, String check) {
    Map<String, String> details = new TreeMap<>();
    details.put("subject", JsonText.of(new TreeMap<>(request.subject().attributes())));
    details.put("resource", JsonText.of(new TreeMap<>(request.resource().attributes())));
    details.put("context", JsonText.of(new TreeMap<>(request.context())));
    details.put("reasons", String.join(" ", decision.reasons()));
    details.put("policy_version", decision.policyVersion());
    return new AuditEntry(
        request.action() + ".decided",
        outcome,
        check,
        request.subject().id(),
        request.resource().id(),
        details);
  }

  private static ProblemException refusal(
      AccessRequest request, List<String> reasons, String check) {
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
