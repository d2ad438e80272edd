package org.bailiwick.node.records;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.decision.AuditQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The signed heads of a component's audit log for auditors, and its gaps for officers. After a
 * restore from a backup an officer accepts that rows are lost, so that the component issues again;
 * the heads keep a record of the lost rows.
 */
public final class AuditEnd {
  private static final int MAX_REASON = 1000;

  private final AuditHeads heads;
  private final Gate gate;
  private final GroupWriter writer;

  public AuditEnd(AuditHeads heads, Gate gate, GroupWriter writer) {
    this.heads = heads;
    this.gate = gate;
    this.writer = writer;
  }

  /** Signed heads from this one on, counted from 0, at most {@link AuditPages#PAGE}. */
  public List<String> read(VerifiedPeer auditor, long from) {
    AuditEntry permit = gate.require(AuditQuestion.read(auditor));
    if (from <= 0) {
      writer.record(permit);
    }
    return heads.read(Math.max(from, 0), AuditPages.PAGE);
  }

  /** Accepts the gap and returns the head with which the log goes on. */
  public HeadStatement accept(VerifiedPeer officer, String reason) {
    AuditEntry permitted = gate.require(AuditQuestion.acceptGap(officer));
    String by = officer.id().toString();
    writer.record(permitted);
    HeadStatement accepted = heads.acceptGap(by, reason);
    HeadStatement.Gap gap = accepted.gap().orElseThrow();
    writer.record(
        AuditEntry.of("audit.gap-accepted", Outcome.DONE, "", by)
            .about(accepted.head().chain())
            .with("after", Long.toString(accepted.head().seq()))
            .with("lost_from", Long.toString(gap.lostFrom()))
            .with("lost_to", Long.toString(gap.lostTo()))
            .with("reason", reason));
    return accepted;
  }

  /** The JSON of the answer. */
  public static String json(HeadStatement accepted) {
    HeadStatement.Gap gap = accepted.gap().orElseThrow();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("chain", accepted.head().chain());
    members.put("after", accepted.head().seq());
    members.put("lost_from", gap.lostFrom());
    members.put("lost_to", gap.lostTo());
    return JsonText.of(members);
  }

  /**
   * The officer's reason, unchanged.
   *
   * @throws ProblemException MALFORMED_REQUEST, check gap-reason
   */
  public static String reason(String given) {
    if (given == null || !PlainText.isText(given.strip(), MAX_REASON)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "gap-reason",
          "A reason of 1 to " + MAX_REASON + " characters of plain text is needed.");
    }
    return given;
  }
}
