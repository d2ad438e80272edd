package org.bailiwick.aca.revocation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Action;

/**
 * Reports of operators that a key is compromised, whether or not it was ever certified here. The
 * class is an EJB because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class KeyReports {

  private Gate gate;
  private GroupWriter writer;
  private CompromisedKeys keys;
  private HoldersOfKey holders;
  private Meter meter;
  private Clock clock;

  /** Lets the container create a proxy. */
  public KeyReports() {}

  @Inject
  KeyReports(
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      CompromisedKeys keys,
      HoldersOfKey holders,
      Meter meter,
      @ForAca Clock clock) {
    this.gate = gate;
    this.writer = writer;
    this.keys = keys;
    this.holders = holders;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Refuses the key from now on, and revokes all credentials that hold it.
   *
   * @return the first report of this key
   * @throws ProblemException POLICY_DENIED; REACH_TOO_WIDE when the key is refused and nothing is
   *     revoked; SIGNER_UNAVAILABLE when all of it is recorded and a CRL is late
   */
  public CompromisedKey report(VerifiedPeer officer, KeyDigest key, String circumstances) {
    AuditEntry permit =
        gate.require(CredentialQuestion.of(officer, Action.REPORT_KEY, key.hex(), Map.of()));
    String by = officer.id().toString();
    CompromisedKey report =
        new CompromisedKey(key, clock.instant().truncatedTo(ChronoUnit.MICROS), by, circumstances);
    AuditEntry done =
        AuditEntry.of("key.reported", Outcome.DONE, "", by)
            .about(key.hex())
            .with("circumstances", circumstances);
    holders.revoke(report, permit, done);
    meter.count("keys_blocked", "report");
    return keys.find(key).orElseThrow();
  }

  /**
   * The first report of this key.
   *
   * @throws ProblemException POLICY_DENIED, or NOT_FOUND if the key is not refused
   */
  public CompromisedKey find(VerifiedPeer asker, KeyDigest key) {
    writer.record(gate.require(CredentialQuestion.toRead(asker, key.hex())));
    return keys.find(key)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND, "key-not-reported", "Nobody reported this key."));
  }
}
