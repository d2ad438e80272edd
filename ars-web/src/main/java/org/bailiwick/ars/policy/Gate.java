package org.bailiwick.ars.policy;

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
   * @throws ProblemException policy-denied, after the denial is durable
   */
  public AuditEntry require(Question question) {
    return require(question, null);
  }

  /**
   * As above; a denial is answered with {@code refusal}, which says more than that policy denies.
   */
  public AuditEntry require(Question question, ProblemException refusal) {
    AccessRequest request = question.request();
    return switch (port.decide(request)) {
      case Decision.Permit permit -> entry(request, permit, Outcome.GRANTED, "");
      case Decision.Deny deny -> {
        String check = deny.reasons().getFirst();
        writer.record(entry(request, deny, Outcome.DENIED, check));
        throw refusal != null
            ? refusal
            : new ProblemException(
                ProblemType.POLICY_DENIED, check, "Policy denies " + request.action());
      }
    };
  }

  /** As {@link #require}, for a permit that nothing else is committed with. */
  public void requireAndRecord(Question question) {
    writer.record(require(question));
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
}
