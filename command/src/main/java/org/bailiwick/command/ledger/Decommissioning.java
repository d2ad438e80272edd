package org.bailiwick.command.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.command.archive.ArchiveManifests;
import org.bailiwick.command.archive.LogEnd;
import org.bailiwick.command.archive.StoredRows;
import org.bailiwick.command.audit.SignedHeads;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;

/**
 * Records in a trust domain's own audit log that its authority is decommissioned, or serves again.
 * Nobody can revoke the credentials of a decommissioned authority or ask for their status, so
 * decommissioning is refused while credentials are valid. The refusal is recorded too.
 */
final class Decommissioning {

  /** An officer's order to end or resume the authority's service. */
  record Order(String officer, String trustDomain, Optional<String> reason, LeftCredentials left) {}

  /** Whether valid credentials may be left. */
  enum LeftCredentials {
    /** There must be none. */
    NONE,
    /** They stay valid until they expire; nobody can revoke them. */
    UNREVOCABLE
  }

  /** Agents' valid credentials, and the time at which the last of them expires. */
  record Valid(long count, Instant until) {}

  /** The outcome of an order. */
  sealed interface Outcome {

    /** No authority has written to this database, so there is no log. */
    record NeverServed() implements Outcome {}

    /** Refused, since there are valid credentials. */
    record Refused(Valid valid, AuditHead head) implements Outcome {}

    /** The order was recorded; {@code head} is the log's new head. */
    record Recorded(AuditHead head) implements Outcome {}
  }

  // Agents' credentials only, since nodes and operators always have valid ones.
  private static final String VALID =
      "select count(*), max(not_after) from issuance i where i.owner is not null"
          + " and i.not_after > ? and not exists (select 1 from revocation r"
          + " where r.issuer_id = i.issuer_id and r.serial = i.serial)";

  private final Connection connection;
  private final LogEnd log;
  private final SignedHeads heads;

  /**
   * @param connection connection of the database's owner, while no node uses the database
   * @param heads the log's signed heads
   */
  Decommissioning(Connection connection, String logName, SignedHeads heads) throws SQLException {
    this.connection = connection;
    this.log = new LogEnd(connection, logName);
    this.heads = heads;
    connection.setAutoCommit(false);
  }

  /**
   * Records that the trust domain is decommissioned, or the refusal.
   *
   * @throws IllegalStateException when the database is not the one whose log was signed last
   */
  Outcome decommission(Order order, Instant now) throws SQLException {
    return record("trust-domain.removed", order, order.left(), now);
  }

  /** Records that the authority is in service again; throws as {@link #decommission} does. */
  Outcome recommission(Order order, Instant now) throws SQLException {
    return record("trust-domain.returned", order, LeftCredentials.UNREVOCABLE, now);
  }

  private Outcome record(String event, Order order, LeftCredentials left, Instant now)
      throws SQLException {
    if (!log.enter("decommissioning-" + UUID.randomUUID())) {
      return new Outcome.NeverServed();
    }
    requireComplete();
    Valid valid = valid(now);
    if (left == LeftCredentials.NONE && valid.count() > 0) {
      AuditEntry refusal = entry(event, AuditEntry.Outcome.DENIED, "credentials-living", order);
      return new Outcome.Refused(valid, write(refusal, valid, now));
    }
    AuditEntry done = entry(event, AuditEntry.Outcome.DONE, "", order);
    return new Outcome.Recorded(write(done, valid, now));
  }

  // An older copy of the database may lack valid credentials.
  private void requireComplete() throws SQLException {
    Optional<AuditHead> signed = heads.last().map(HeadStatement::head);
    boolean complete =
        signed.isPresent()
            ? isHeld(signed.get())
            : heads.fault().isEmpty() && log.head().seq() == 0;
    if (heads.fault().isPresent() || !complete) {
      throw new IllegalStateException(
          heads.fault().orElse("the database is not the one whose log was signed last")
              + "; see ./bailiwick ca audit verify --offline, and docs/operate/restore.md");
    }
  }

  private boolean isHeld(AuditHead head) throws SQLException {
    if (head.seq() == 0 || log.hashOf(head.seq()).equals(head.hash())) {
      return true;
    }
    return ArchiveManifests.of(StoredRows.archives(connection), heads.keys())
        .newest()
        .filter(archive -> archive.rows().last().seq() >= head.seq())
        .isPresent();
  }

  private Valid valid(Instant now) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(VALID)) {
      query.setObject(1, LocalDateTime.ofInstant(now, ZoneOffset.UTC));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        LocalDateTime last = row.getObject(2, LocalDateTime.class);
        return new Valid(row.getLong(1), last == null ? now : last.toInstant(ZoneOffset.UTC));
      }
    }
  }

  private static AuditEntry entry(
      String event, AuditEntry.Outcome outcome, String check, Order order) {
    AuditEntry entry =
        AuditEntry.of(event, outcome, check, order.officer()).about(order.trustDomain());
    return order.reason().map(reason -> entry.with("reason", reason)).orElse(entry);
  }

  private AuditHead write(AuditEntry entry, Valid valid, Instant now) throws SQLException {
    AuditEntry whole = entry.with("living", Long.toString(valid.count()));
    AuditHead head =
        log.append(valid.count() == 0 ? whole : whole.with("until", valid.until().toString()), now);
    connection.commit();
    return head;
  }
}
