package org.bailiwick.master.backendlease;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.policy.LeaseQuestion;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Takes the reports of agents, if the decision point permits it. No policy can let an agent report
 * a lease of a token that was made for another one.
 */
@Dependent
class LeaseControl {

  /** A lease may be over this much later than its token, for instance after a clean end. */
  private static final Duration LONGEST_AFTER = Duration.ofHours(1);

  private final BackEndLeases leases;
  private final TokenLedger ledger;
  private final Gate gate;
  private final GroupWriter writer;

  @Inject
  LeaseControl(BackEndLeases leases, TokenLedger ledger, Gate gate, GroupWriter writer) {
    this.leases = leases;
    this.ledger = ledger;
    this.gate = gate;
    this.writer = writer;
  }

  /**
   * Records a report, and returns when it is durable. The answer says what is known of lease and
   * token. A token that has ended or expired has its leases recorded too, since they exist.
   *
   * @throws ProblemException malformed-request; policy-denied for a token that was not made for the
   *     agent, whether it exists or not; too-many-requests; idempotency-key-reused
   */
  String report(VerifiedPeer agent, String jti, String body) {
    try {
      LeaseReport report = LeaseReport.parse(body);
      TokenRecord token = ledger.find(jti).orElseThrow(() -> notHeld("token-unknown"));
      AuditEntry permit = permit(agent, token);
      requireHeld(agent, token, report);
      commit(agent, token, report, permit);
      return answer(token, report.id());
    } catch (Denied recorded) {
      throw recorded.refusal;
    } catch (ProblemException refusal) {
      if (refusal.type() != ProblemType.DEPENDENCY_UNAVAILABLE) {
        writer.recordRefusal(
            AuditEntry.of("lease.refused", Outcome.DENIED, refusal.check(), agent.id().toString())
                .about(jti));
      }
      throw refusal;
    }
  }

  /** A denial of the decision point, which has a row already. */
  private static final class Denied extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ProblemException refusal;

    Denied(ProblemException refusal) {
      super(refusal.check(), refusal, false, false);
      this.refusal = refusal;
    }
  }

  private AuditEntry permit(VerifiedPeer agent, TokenRecord token) {
    try {
      return gate.require(
          LeaseQuestion.report(agent, token.jti(), token.kind().text(), isCallee(agent, token)));
    } catch (ProblemException refusal) {
      throw new Denied(refusal);
    }
  }

  private static boolean isCallee(VerifiedPeer agent, TokenRecord token) {
    boolean isTxnToken = token.kind() == TokenKind.STEP || token.kind() == TokenKind.REPLACEMENT;
    return isTxnToken && token.holder().equals(Optional.of(agent.id().toString()));
  }

  private static void requireHeld(VerifiedPeer agent, TokenRecord token, LeaseReport report) {
    if (!isCallee(agent, token)) {
      throw notHeld("lease-token");
    }
    if (!token.sha256().equals(Optional.of(report.tokenSha256()))) {
      throw notHeld("lease-token-digest");
    }
    Instant latest = token.lifetime().expiresAt().plus(LONGEST_AFTER);
    if (report.opening().expiresAt().isAfter(latest)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "lease-times",
          "The lease would outlive its token by more than an hour.");
    }
  }

  private static ProblemException notHeld(String check) {
    return new ProblemException(
        ProblemType.POLICY_DENIED, check, "No such token was issued for this agent.");
  }

  private void commit(
      VerifiedPeer agent, TokenRecord token, LeaseReport report, AuditEntry permit) {
    Optional<Boolean> ended = leases.hasEnded(report.id());
    List<AuditEntry> rows = new ArrayList<>();
    rows.add(permit);
    if (ended.isEmpty()) {
      rows.add(
          row("lease.opened", agent, token, report)
              .with("expires_at", report.opening().expiresAt().toString()));
    }
    if (report.end().isPresent() && !ended.orElse(false)) {
      LeaseReport.End end = report.end().get();
      rows.add(
          row("lease.ended", agent, token, report)
              .with("reason", end.reason())
              .with("ended_at", end.at().toString()));
    }
    writer.commitAmongNodes(
        leases.recording(token.jti(), agent.id().toString(), report),
        rows.toArray(AuditEntry[]::new));
  }

  private static AuditEntry row(
      String event, VerifiedPeer agent, TokenRecord token, LeaseReport report) {
    LeaseReport.Opening opening = report.opening();
    return AuditEntry.of(event, Outcome.DONE, "", agent.id().toString())
        .about(report.id())
        .with("jti", token.jti())
        .with("token_sha256", report.tokenSha256())
        .with("job", token.context().map(StepContext::jobId).orElse(""))
        .with("step", token.context().flatMap(StepContext::stepId).orElse(""))
        .with("asset", opening.asset())
        .with("capability", opening.capability())
        .with("kind", opening.kind())
        .with("name", opening.name());
  }

  private String answer(TokenRecord token, String id) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("state", leases.hasEnded(id).orElse(false) ? "ended" : "open");
    members.put("token", ledger.state(token.jti()) instanceof TokenState.Live ? "live" : "ended");
    return JsonText.of(members);
  }

  /** The JSON of those open leases of the agent whose token has ended. */
  String due(String agent) {
    List<Map<String, Object>> due = new ArrayList<>();
    for (BackEndLeases.Due lease : leases.open(agent).due()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("id", lease.id());
      members.put("reason", lease.reason());
      due.add(members);
    }
    return JsonText.of(Map.of("leases", due));
  }
}
