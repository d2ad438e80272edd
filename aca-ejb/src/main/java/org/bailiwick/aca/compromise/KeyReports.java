package org.bailiwick.aca.compromise;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * An operator reports a key that was found with somebody else, whether or not it was ever certified
 * here; every credential that holds it ends. An EJB because it is called from another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class KeyReports {

  private Gate gate;
  private GroupWriter writer;
  private CompromisedKeys keys;
  private HolderEnds ends;
  private Meter meter;
  private Clock clock;

  /** For the container's proxy. */
  public KeyReports() {}

  @Inject
  KeyReports(
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      CompromisedKeys keys,
      HolderEnds ends,
      Meter meter,
      @ForAca Clock clock) {
    this.gate = gate;
    this.writer = writer;
    this.keys = keys;
    this.ends = ends;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Has the key refused from now on, and ends what holds it.
   *
   * @return the report that stands: an earlier one, if there was one
   * @throws ProblemException POLICY_DENIED; as {@link HolderEnds#end}
   */
  public CompromisedKey report(VerifiedPeer officer, KeyDigest key, String circumstances) {
    AuditEntry permit =
        gate.require(CredentialQuestion.of(officer, "report-key", key.hex(), Map.of()));
    String by = officer.id().toString();
    CompromisedKey report =
        new CompromisedKey(key, clock.instant().truncatedTo(ChronoUnit.MICROS), by, circumstances);
    AuditEntry done =
        AuditEntry.of("key.reported", Outcome.DONE, "", by)
            .about(key.hex())
            .with("circumstances", circumstances);
    ends.end(report, permit, done);
    meter.count("keys_blocked", "report");
    return keys.find(key).orElseThrow();
  }

  /**
   * The report that stands.
   *
   * @throws ProblemException POLICY_DENIED, or NOT_FOUND if the key is not refused
   */
  public CompromisedKey find(VerifiedPeer asker, KeyDigest key) {
    writer.record(
        gate.require(
            CredentialQuestion.of(asker, "read-credential", key.hex(), Map.of("own", false))));
    return keys.find(key).orElseThrow(KeyReports::unknown);
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "key-not-reported", "Nobody reported this key.");
  }
}
