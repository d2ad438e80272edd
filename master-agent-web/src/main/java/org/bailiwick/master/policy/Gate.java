package org.bailiwick.master.policy;

import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;

/** Puts questions to the decision port; holds no rule itself. */
public final class Gate {

  private final DecisionPort port;
  private final GroupWriter writer;

  public Gate(DecisionPort port, GroupWriter writer) {
    this.port = port;
    this.writer = writer;
  }

  /**
   * The audit entry of a permit, for the caller to commit with what it permits.
   *
   * @throws ProblemException policy-denied, after the denial is durable; the reasons are in the
   *     audit log and do not leave the node
   */
  public AuditEntry require(Question question) {
    return require(question, ProblemType.POLICY_DENIED);
  }

  /** As above, with the type of problem that tells the caller best what a denial means here. */
  public AuditEntry require(Question question, ProblemType onDenial) {
    AccessRequest request = question.request();
    return switch (port.decide(request)) {
      case Decision.Permit permit -> entry(request, permit, Outcome.GRANTED);
      case Decision.Deny deny -> {
        writer.record(entry(request, deny, Outcome.DENIED));
        throw new ProblemException(onDenial, firstReason(deny), sentence(onDenial, request));
      }
    };
  }

  /** As {@link #require}, for a permit that nothing else is committed with. */
  public void requireAndRecord(Question question) {
    record(require(question));
  }

  /** Records a permit by itself. */
  public void record(AuditEntry permit) {
    writer.record(permit);
  }

  private static AuditEntry entry(AccessRequest request, Decision decision, Outcome outcome) {
    Map<String, String> details = new TreeMap<>();
    details.put("subject", JsonText.of(request.subject().attributes()));
    details.put("resource", JsonText.of(request.resource().attributes()));
    details.put("context", JsonText.of(request.context()));
    details.put("reasons", String.join(" ", decision.reasons()));
    details.put("policy_version", decision.policyVersion());
    return new AuditEntry(
        request.action() + ".decided",
        outcome,
        outcome == Outcome.DENIED ? firstReason(decision) : "",
        request.subject().id(),
        request.resource().id(),
        details);
  }

  private static String sentence(ProblemType type, AccessRequest request) {
    return type == ProblemType.INSUFFICIENT_SCOPE
        ? "The token's scope does not cover what was asked for."
        : "Policy denies " + request.action() + ".";
  }

  private static String firstReason(Decision decision) {
    return decision.reasons().isEmpty() ? "policy-denied" : decision.reasons().getFirst();
  }
}
