package org.bailiwick.aca.decision;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.Entity;

/**
 * Asks the decision port and sees to it that question and answer are recorded: a permit travels as
 * an audit entry into the transaction of what it permits, a denial is recorded at once and thrown.
 */
@Singleton
public final class Decisions {

  /** Reasons for which a client gets a problem of its own instead of policy-denied. */
  private static final Set<ProblemType> SPECIFIC =
      Set.of(
          ProblemType.CAPABILITY_NOT_GRANTED,
          ProblemType.NAME_OWNED_BY_ANOTHER,
          ProblemType.ATTESTATION_NOT_AFFIRMING);

  private final DecisionPort port;
  private final GroupWriter writer;

  @Inject
  public Decisions(@ForAca DecisionPort port, @ForAca GroupWriter writer) {
    this.port = port;
    this.writer = writer;
  }

  /** The permit's audit entry, to be committed with the act; or a problem when denied. */
  public AuditEntry require(AccessRequest request) {
    return switch (port.decide(request)) {
      case Decision.Permit permit -> entry(request, Outcome.GRANTED, permit);
      case Decision.Deny deny -> {
        writer.record(entry(request, Outcome.DENIED, deny));
        throw refusal(deny.reasons());
      }
    };
  }

  private static AuditEntry entry(AccessRequest request, Outcome outcome, Decision decision) {
    return new AuditEntry(
        "access.decided",
        outcome,
        decision.reasons().stream().findFirst().orElse(""),
        request.subject().id(),
        request.resource().id(),
        Map.of(
            "action", request.action(),
            "reasons", String.join(" ", decision.reasons()),
            "policy", decision.policyVersion(),
            "subject", text(request.subject()),
            "resource", text(request.resource()),
            "context", new TreeMap<>(request.context()).toString()));
  }

  private static String text(Entity entity) {
    return entity.type() + new TreeMap<>(entity.attributes());
  }

  private static ProblemException refusal(List<String> reasons) {
    Optional<ProblemType> specific =
        SPECIFIC.stream().filter(type -> reasons.contains(type.slug())).sorted().findFirst();
    String check = reasons.stream().findFirst().orElse(DecisionPort.NO_POLICY_PERMITS);
    return specific
        .map(type -> new ProblemException(type, type.slug(), type.title() + "."))
        .orElseGet(
            () ->
                new ProblemException(
                    ProblemType.POLICY_DENIED, check, "Policy denies the request: " + check + "."));
  }
}
