package org.bailiwick.aca.crl;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Many revoked credentials at once, with serial numbers as long as ours, past JPA; every fourth for
 * no reason given.
 *
 * @param shards over which they are spread
 * @param first counts on, for another insert into the same database
 */
record RevokedRows(String issuerId, int first, int count, int shards) {

  private static final String ISSUANCE =
      "insert into issuance (issuer_id, serial, profile, agent, owner, verdict, public_key_sha256,"
          + " crl_shard, not_before, not_after, tbs, request_id, reserved_at)"
          + " values (?, ?, 'agent-default', ?, 'Finance', 'affirming', ?, ?, ?, ?, ?, 'test', ?)";
  private static final String REVOCATION =
      "insert into revocation (issuer_id, serial, reason, revoked_at, revoked_by, trigger_event)"
          + " values (?, ?, ?, ?, 'spiffe://bailiwick.example/operator/officer/officer-1', 'test')";
  private static final int BATCH = 1_000;

  /** As long as the body of an agent's certificate, about. */
  private static final byte[] BODY = new byte[900];

  /** Valid for a day, ended five seconds ago. */
  UnitOfWork insert(Instant now) {
    return em -> insert(em.unwrap(Connection.class), now);
  }

  private void insert(Connection database, Instant now) {
    Random random = new Random(first);
    try (PreparedStatement issued = database.prepareStatement(ISSUANCE);
        PreparedStatement revoked = database.prepareStatement(REVOCATION)) {
      for (int number = 0; number < count; number++) {
        String serial = serial(first + number, random).hex();
        issuance(issued, serial, 1 + number % shards, now);
        revocation(revoked, serial, number % 4 == 0 ? "unspecified" : "superseded", now);
        if (number % BATCH == BATCH - 1 || number == count - 1) {
          issued.executeBatch();
          revoked.executeBatch();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Twenty octets, ascending, since a database inserts rows in order much faster. */
  private static SerialNumber serial(int number, Random random) {
    BigInteger counted = BigInteger.valueOf(0x4000_0000L + number).shiftLeft(128);
    return new SerialNumber(counted.add(new BigInteger(128, random)));
  }

  private void issuance(PreparedStatement row, String serial, int shard, Instant now)
      throws SQLException {
    row.setString(1, issuerId);
    row.setString(2, serial);
    row.setString(3, "spiffe://bailiwick.example/agent/" + serial);
    row.setString(4, serial);
    row.setInt(5, shard);
    row.setTimestamp(6, Timestamp.from(now.minus(Duration.ofHours(1))));
    row.setTimestamp(7, Timestamp.from(now.plus(Duration.ofDays(1))));
    row.setBytes(8, BODY);
    row.setTimestamp(9, Timestamp.from(now.minus(Duration.ofHours(1))));
    row.addBatch();
  }

  private void revocation(PreparedStatement row, String serial, String reason, Instant now)
      throws SQLException {
    row.setString(1, issuerId);
    row.setString(2, serial);
    row.setString(3, reason);
    row.setTimestamp(4, Timestamp.from(now.minusSeconds(5)));
    row.addBatch();
  }
}
