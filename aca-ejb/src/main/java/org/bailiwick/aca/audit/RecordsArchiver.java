package org.bailiwick.aca.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.decision.AuditQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Signs the manifest of an archive for an officer, after the archive was written to disk. A
 * database role other than the node's then removes the archived rows. It is an EJB because another
 * module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RecordsArchiver {

  private Gate gate;
  private AuditHeads heads;
  private AcaSettings settings;
  private GroupWriter writer;
  private Clock clock;

  /** Lets the container create a proxy. */
  public RecordsArchiver() {}

  @Inject
  RecordsArchiver(
      @ForAca Gate gate,
      @ForAca AuditHeads heads,
      AcaSettings settings,
      @ForAca GroupWriter writer,
      @ForAca Clock clock) {
    this.gate = gate;
    this.heads = heads;
    this.settings = settings;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * The signed manifest.
   *
   * @param manifest claims of an {@link ArchiveStatement} without officer and time
   * @throws ProblemException MALFORMED_REQUEST, check archive-manifest, archive-chain,
   *     archive-order, archive-boundary or archive-retention
   */
  public String sign(VerifiedPeer officer, String manifest) {
    AuditEntry permit = gate.require(AuditQuestion.archive(officer));
    writer.record(permit);
    ArchiveStatement asked =
        ArchiveStatement.parsed(manifest)
            .orElseThrow(
                () -> refusal("archive-manifest", "The text is not an archive's manifest."));
    Instant now = clock.instant();
    requireSuccession(asked);
    requireRetention(asked, now);
    String by = officer.id().toString();
    String signed = heads.sign(asked.by(by, now.truncatedTo(ChronoUnit.SECONDS)));
    writer.record(
        AuditEntry.of("records.archive-signed", Outcome.DONE, "", by)
            .about(settings.auditChain())
            .with("manifest", HeadStatement.digest(signed))
            .with("number", Long.toString(asked.number()))
            .with("to", Long.toString(asked.rows().last().seq())));
    return signed;
  }

  // The log stays provable if each archive follows the last one and ends at a signed row.
  private void requireSuccession(ArchiveStatement asked) {
    if (!asked.rows().last().chain().equals(settings.auditChain())) {
      throw refusal("archive-chain", "The archive is of another audit chain.");
    }
    String before = heads.newestArchive().map(HeadStatement::digest).orElse("");
    if (!asked.previous().equals(before)) {
      throw refusal("archive-order", "The archive does not follow the newest one.");
    }
    if (asked.rows().count() < 0
        || (asked.rows().count() > 0 && !heads.isSignedAndHeld(asked.rows().last()))) {
      throw refusal("archive-boundary", "The archive does not end at a signed head of the log.");
    }
  }

  private void requireRetention(ArchiveStatement asked, Instant now) {
    AcaSettings.Retention retention = settings.records().retention();
    requireOld(asked.rows().olderThan(), retention.audit(), now);
    if (asked.rows().count() > 0) {
      requireOld(heads.writtenAt(asked.rows().last().seq()), retention.audit(), now);
    }
    requireOld(asked.credentials().olderThan(), retention.credentials(), now);
  }

  private static void requireOld(Instant olderThan, Duration retention, Instant now) {
    if (olderThan.isAfter(now.minus(retention))) {
      throw refusal("archive-retention", "The archive has records whose retention has not ended.");
    }
  }

  private static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
