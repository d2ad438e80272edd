package org.bailiwick.master.risk;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.master.policy.RiskQuestion;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFact;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Stores what officers report of risks, and takes reports back, if the decision point permits. */
@Dependent
public class RiskControl {

  /** The longest time for which an officer's report counts. */
  private static final Duration LONGEST = Duration.ofDays(90);

  private final Gate gate;
  private final ReportedFacts facts;
  private final Clock clock;

  @Inject
  public RiskControl(Gate gate, ReportedFacts facts, Clock clock) {
    this.gate = gate;
    this.facts = facts;
    this.clock = clock;
  }

  /**
   * Stores the report, or takes every report about the subject back if its level is none.
   *
   * @return the members of the answer
   */
  Map<String, Object> report(VerifiedPeer officer, RiskReport report) {
    AuditEntry permit =
        gate.require(RiskQuestion.report(officer, report.subject(), report.level().text()));
    Instant now = clock.instant();
    AuditEntry row =
        AuditEntry.of("risk.reported", Outcome.DONE, "", officer.id().toString())
            .about(report.subject())
            .with("level", report.level().text())
            .with("reason", report.reason());
    if (report.level() == RiskLevel.NONE) {
      facts.clear(FactKind.RISK, report.subject(), permit, row);
    } else {
      if (!report.until().isAfter(now) || report.until().isAfter(now.plus(LONGEST))) {
        throw RiskReport.malformed("risk-until", "until is in the future, 90 days at most.");
      }
      facts.report(
          new ReportedFact(
              FactKind.RISK,
              report.subject(),
              officer.id().toString(),
              report.level().text(),
              report.reason(),
              "{}",
              now,
              report.until()),
          permit,
          row.with("until", report.until().toString()));
    }
    return members(report);
  }

  private static Map<String, Object> members(RiskReport report) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("subject", report.subject());
    members.put("level", report.level().text());
    members.put("reason", report.reason());
    if (report.level() != RiskLevel.NONE) {
      members.put("until", report.until());
    }
    return members;
  }
}
