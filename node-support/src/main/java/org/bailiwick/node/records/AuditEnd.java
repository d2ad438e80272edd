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
 * The signed end of a component's log: auditors read its heads, and officers accept that rows
 * before it are lost, after a restore from a backup, so that the component grants again. What was
 * lost stays on record in the heads.
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

  /** At most {@link AuditPages#PAGE} signed heads, from this one on, counted from 0. */
  public List<String> read(VerifiedPeer auditor, long from) {
    AuditEntry permit = gate.require(AuditQuestion.read(auditor));
    if (from <= 0) {
      writer.record(permit);
    }
    return heads.read(Math.max(from, 0), AuditPages.PAGE);
  }

  /** The statement from which the log goes on. */
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

  /** As it is answered. */
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
   * The reason as an officer gave it.
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
