package org.bailiwick.aca.lineage;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.revocation.Orderer;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.aca.revocation.TriggerRevoker;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Freezes a name that two parties hold, and reports {@code clone-detected} for it: the credentials
 * that this trigger's policy reaches are revoked, so the registry removes the agent and registers
 * neither party. The name stays frozen if the policy or the decision point refuses to revoke.
 */
@Singleton
public final class CloneAlarm {

  private static final StructuredLog LOG = StructuredLog.of(CloneAlarm.class);
  private static final String TRIGGER = "clone-detected";

  private final GroupWriter writer;
  private final TriggerRevoker triggers;
  private final AcaSettings settings;
  private final Meter meter;
  private final Clock clock;

  @Inject
  public CloneAlarm(
      @ForAca GroupWriter writer,
      TriggerRevoker triggers,
      AcaSettings settings,
      Meter meter,
      @ForAca Clock clock) {
    this.writer = writer;
    this.triggers = triggers;
    this.settings = settings;
    this.meter = meter;
    this.clock = clock;
  }

  /** Freezes the name, and returns the refusal of the renewal by which the clone was detected. */
  public ProblemException raise(Lineage lineage, SerialNumber named, StaleRenewalException stale) {
    Freeze freeze =
        new Freeze(
            UUID.randomUUID(),
            lineage.agent(),
            lineage.device(),
            named,
            stale.newest(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    writer.commit(Lineage.freeze(freeze), audit(freeze));
    meter.count("identities_frozen", TRIGGER);
    LOG.warn("identity.frozen", Map.of("agent", freeze.agent(), "freeze", freeze.id().toString()));
    revoke(freeze);
    return new ProblemException(
        ProblemType.IDENTITY_FROZEN,
        "renewal-serial-stale",
        "The credential to be replaced is not the newest; the name is frozen.");
  }

  private void revoke(Freeze freeze) {
    TriggerOrder order =
        new TriggerOrder(TRIGGER, Subject.parse("name:" + freeze.agent()), "freeze " + freeze.id());
    try {
      triggers.end(Orderer.ofNode(settings.nodeId()), order, UnitOfWork.none());
    } catch (ProblemException refused) {
      // The name is frozen; an officer has to see that its credentials are still valid.
      writer.record(
          AuditEntry.of("clone-trigger.incomplete", Outcome.FAILED, refused.check(), freeze.agent())
              .about(freeze.id().toString()));
    }
  }

  private static AuditEntry audit(Freeze freeze) {
    return new AuditEntry(
        "identity.frozen",
        Outcome.FAILED,
        "renewal-serial-stale",
        freeze.agent(),
        freeze.id().toString(),
        Map.of(
            "device_issuer", freeze.device().issuer(),
            "device_serial", freeze.device().serialNumber(),
            "named", freeze.named().hex(),
            "newest", freeze.newest().hex()));
  }
}
