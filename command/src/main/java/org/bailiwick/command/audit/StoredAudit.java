package org.bailiwick.command.audit;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.aca.comparison.LedgerComparison;
import org.bailiwick.command.archive.StoredRows;
import org.bailiwick.command.archive.StoredRows.Span;
import org.bailiwick.command.home.AuthorityHome;
import org.bailiwick.command.migration.Database;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.HeadLog;

/** The audit log in the database and the heads file of a home; its authority may be down. */
public record StoredAudit(Database database, String chain, HeadLog log) implements AuditSource {
  public static StoredAudit of(Path home) {
    AuthorityHome authority = AuthorityHome.read(home);
    return new StoredAudit(
        Database.listed(home.resolve("authority/databases.properties")).getFirst(),
        authority.auditChain(),
        new HeadLog(authority.auditHeadsFile()));
  }

  @Override
  public void rows(long from, Consumer<JsonObject> action) {
    try (Connection connection = open()) {
      StoredRows.audit(connection, chain, Span.from(from), action);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public List<String> heads() {
    return log.read(0, Integer.MAX_VALUE);
  }

  @Override
  public List<String> archives() {
    try (Connection connection = open()) {
      return StoredRows.archives(connection);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Optional<LedgerFindings> ledger(Optional<ArchiveStatement> archived) {
    try {
      return Optional.of(
          LedgerFindings.of(new LedgerComparison(this::open, chain, archived).run()));
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  // Opening an H2 file for writing after a kill can lose rows
  // (docs/decisions/0011-h2-after-kill.md).
  private Connection open() throws SQLException {
    String readOnly =
        database.url().startsWith("jdbc:h2:")
            ? database.url() + ";ACCESS_MODE_DATA=r"
            : database.url();
    return DriverManager.getConnection(readOnly, database.user(), database.password());
  }

  private IllegalStateException unreadable(SQLException e) {
    return new IllegalStateException("Cannot read " + database.url() + ": " + e.getMessage(), e);
  }
}
