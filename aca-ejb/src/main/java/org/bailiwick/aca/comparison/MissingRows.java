package org.bailiwick.aca.comparison;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Decides whether an event's row is missing, or may have been archived. */
final class MissingRows {

  private final Connection connection;
  private final ComparablePart part;

  MissingRows(Connection connection, ComparablePart part) {
    this.connection = connection;
    this.part = part;
  }

  boolean isMissing(Fact event) throws SQLException {
    return part.mustBeStored(event)
        && switch (event.kind()) {
          case COMPROMISED_KEY -> !isBlocked(event.key());
          case REVOCATION -> !mayBeArchived(event);
          default -> true;
        };
  }

  /**
   * Events of earlier versions lack the credential's expiry, which is then read from its
   * reservation: both rows are archived together.
   */
  private boolean mayBeArchived(Fact event) throws SQLException {
    if (part.hasAllCredentials() || event.notAfter().isPresent()) {
      return false;
    }
    Optional<Instant> end = expiry(event.key());
    return end.isEmpty() || end.get().isBefore(part.expired());
  }

  private Optional<Instant> expiry(String credential) throws SQLException {
    int slash = credential.lastIndexOf('/');
    try (PreparedStatement query =
        connection.prepareStatement(
            "select not_after from issuance where issuer_id = ? and serial = ?")) {
      query.setString(1, credential.substring(0, slash));
      query.setString(2, credential.substring(slash + 1));
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(LogPages.time(row, 1)) : Optional.empty();
      }
    }
  }

  private boolean isBlocked(String hex) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select 1 from compromised_key where public_key_sha256 = ?")) {
      query.setString(
          1, Base64.getUrlEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(hex)));
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }
}
