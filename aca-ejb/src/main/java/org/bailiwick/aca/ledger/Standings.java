package org.bailiwick.aca.ledger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.credential.RevocationReason;

/**
 * Reads what became of single certificates: one statement by primary key, committed rows alone, no
 * entity and no transaction. Strangers may ask as often as they like, and a fresh OCSP answer spent
 * half of its time on row objects and what is around them (docs/performance.md).
 */
@Singleton
public final class Standings {

  /** A row for the completion, without reason, and a row for the revocation; or none. */
  private static final String FATE =
      """
      select cast(null as varchar(32)) as reason, cast(null as timestamp(6)) as revoked_at
        from completion where issuer_id = ? and serial = ?
      union all
      select reason, revoked_at from revocation where issuer_id = ? and serial = ?
      """;

  private final DataSource database;

  @Inject
  public Standings(@ForAca DataSource database) {
    this.database = database;
  }

  /**
   * What the ledger says now; nothing is remembered from one call to the next.
   *
   * @throws IllegalStateException when the database does not answer
   */
  public Standing of(CredentialRef ref) {
    LedgerKey key = LedgerKey.of(ref);
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(FATE)) {
      query.setString(1, key.issuerId());
      query.setString(2, key.serial());
      query.setString(3, key.issuerId());
      query.setString(4, key.serial());
      try (ResultSet rows = query.executeQuery()) {
        return standing(rows);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("the ledger can't be read", failure);
    }
  }

  /** An end counts whether the certificate was completed or not. */
  private static Standing standing(ResultSet rows) throws SQLException {
    Standing found = new Standing.Unknown();
    while (rows.next()) {
      String reason = rows.getString(1);
      if (reason != null) {
        return new Standing.Revoked(
            rows.getObject(2, LocalDateTime.class).toInstant(ZoneOffset.UTC),
            RevocationReason.parse(reason));
      }
      found = new Standing.Good();
    }
    return found;
  }
}
