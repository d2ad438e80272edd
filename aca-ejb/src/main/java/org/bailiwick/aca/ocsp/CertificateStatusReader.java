package org.bailiwick.aca.ocsp;

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
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.RevocationReason;

/**
 * Reads the status of a certificate by one statement over primary keys, without entities and
 * without a transaction: anybody may ask for OCSP answers, and entities took half of the time of a
 * fresh answer (docs/performance.md).
 */
@Singleton
public final class CertificateStatusReader {

  /** Yields a row without reason for the completion, and a row for the revocation. */
  private static final String STATUS =
      """
      select cast(null as varchar(32)) as reason, cast(null as timestamp(6)) as revoked_at
        from completion where issuer_id = ? and serial = ?
      union all
      select reason, revoked_at from revocation where issuer_id = ? and serial = ?
      """;

  private final DataSource database;

  @Inject
  public CertificateStatusReader(@ForAca DataSource database) {
    this.database = database;
  }

  /**
   * The status now, not from a cache.
   *
   * @throws IllegalStateException when the database does not answer
   */
  public CertificateStatus of(CredentialRef ref) {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(STATUS)) {
      for (int parameter = 1; parameter <= 3; parameter += 2) {
        query.setString(parameter, ref.issuerId());
        query.setString(parameter + 1, ref.serial().hex());
      }
      try (ResultSet rows = query.executeQuery()) {
        return status(rows);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("the ledger can't be read", failure);
    }
  }

  /** A revocation counts whether the certificate was completed or not. */
  private static CertificateStatus status(ResultSet rows) throws SQLException {
    CertificateStatus found = new CertificateStatus.Unknown();
    while (rows.next()) {
      String reason = rows.getString(1);
      if (reason != null) {
        return new CertificateStatus.Revoked(
            rows.getObject(2, LocalDateTime.class).toInstant(ZoneOffset.UTC),
            RevocationReason.parse(reason));
      }
      found = new CertificateStatus.Good();
    }
    return found;
  }
}
