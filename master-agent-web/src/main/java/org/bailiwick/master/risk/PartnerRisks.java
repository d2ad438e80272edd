package org.bailiwick.master.risk;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFact;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.principalevents.PrincipalEvent;
import org.bailiwick.node.trust.Partner;

/**
 * Takes the risk over that events of partners' servers tell. A server speaks for its principals; if
 * it names the partner's trust domain or a workload of it by SPIFFE id, for these.
 */
public final class PartnerRisks {
  private static final StructuredLog LOG = StructuredLog.of(PartnerRisks.class);

  /** How long a risk counts that the server does not take back. */
  private static final Duration LASTS = Duration.ofDays(1);

  private final ReportedFacts facts;
  private final Clock clock;

  public PartnerRisks(ReportedFacts facts, Clock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  /**
   * Stores the risk that the event tells, if it tells one. It may be done again. Where the server
   * has no more room, the risk is dropped with a line of the log, since the event may end tokens
   * too and must not wait for that.
   */
  public void report(PrincipalEvent event, Partner partner) {
    try {
      event.risk().ifPresent(risk -> report(event, risk, subject(event, partner)));
    } catch (ProblemException e) {
      if (e.type() != ProblemType.TOO_MANY_REQUESTS) {
        throw e;
      }
      LOG.warn("risk.not-kept", Map.of("issuer", event.issuer(), "check", e.check()));
    }
  }

  private void report(PrincipalEvent event, PrincipalEvent.Risk risk, String subject) {
    Instant now = clock.instant();
    String reason = risk.reason().isEmpty() ? event.kind() : event.kind() + ": " + risk.reason();
    facts.report(
        new ReportedFact(
            FactKind.RISK,
            subject,
            event.issuer(),
            risk.level(),
            reason,
            "{}",
            now,
            risk.level().equals(RiskLevel.NONE.text()) ? now : now.plus(LASTS)),
        AuditEntry.of("risk.reported", Outcome.DONE, "", event.issuer())
            .about(subject)
            .with("level", risk.level())
            .with("reason", reason)
            .with("event", event.id()));
  }

  /** A workload of another trust domain is a principal like others. */
  private static String subject(PrincipalEvent event, Partner partner) {
    String named = event.subject();
    String domain = SpiffeId.SCHEME + partner.domain().name();
    return named.equals(domain) || named.startsWith(domain + "/") ? named : event.principal();
  }
}
