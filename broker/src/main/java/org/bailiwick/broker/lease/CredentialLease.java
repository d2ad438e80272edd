package org.bailiwick.broker.lease;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A lease, as it is stored and shown.
 *
 * @param external the name of the credential at the back end
 * @param state OPENED before the credential is made, MADE, or ENDED
 */
public record CredentialLease(
    String id,
    Origin origin,
    String asset,
    String external,
    String state,
    Instant openedAt,
    Instant expiresAt,
    Optional<Instant> endedAt) {
  static final String COLUMNS =
      "id, txn, job, step, token_sha256, requester, asset, external_name, state, opened_at,"
          + " expires_at, ended_at";

  /**
   * What the lease was made for: transaction, job, step, digest of the token, and its requester.
   */
  public record Origin(
      String transaction, String job, String step, String tokenDigest, String requester) {}

  static CredentialLease of(ResultSet row) throws SQLException {
    return new CredentialLease(
        row.getString(1),
        new Origin(
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6)),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        time(row.getObject(10, LocalDateTime.class)),
        time(row.getObject(11, LocalDateTime.class)),
        Optional.ofNullable(row.getObject(12, LocalDateTime.class)).map(CredentialLease::time));
  }

  private static Instant time(LocalDateTime column) {
    return column.toInstant(ZoneOffset.UTC);
  }
}
