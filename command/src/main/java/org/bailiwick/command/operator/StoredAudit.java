package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.bailiwick.command.migration.Database;
import org.bailiwick.node.audit.HeadLog;

/** The audit log in the database and the file of an authority's home, whose node may be down. */
record StoredAudit(Database database, String chain, HeadLog log) implements AuditSource {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
  private static final int ROWS_AT_ONCE = 500;

  static StoredAudit of(Path home) {
    AuthorityHome authority = AuthorityHome.read(home);
    return new StoredAudit(
        Database.listed(home.resolve("authority/databases.properties")).getFirst(),
        authority.auditChain(),
        new HeadLog(authority.auditHeadsFile()));
  }

  @Override
  public void rows(long from, Consumer<JsonObject> action) {
    try (Connection connection =
            DriverManager.getConnection(readOnly(), database.user(), database.password());
        PreparedStatement query =
            connection.prepareStatement(
                "select * from audit_entry where chain = ? and seq >= ? order by seq")) {
      // Without this PostgreSQL's driver reads the whole answer into memory.
      connection.setAutoCommit(false);
      query.setFetchSize(ROWS_AT_ONCE);
      query.setString(1, chain);
      query.setLong(2, from);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          action.accept(members(row));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read " + database.url() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> heads() {
    return log.read(0, Integer.MAX_VALUE);
  }

  // To open an H2 file for writing may cost it rows after a kill
  // (docs/decisions/0011-h2-after-kill.md).
  private String readOnly() {
    return database.url().startsWith("jdbc:h2:")
        ? database.url() + ";ACCESS_MODE_DATA=r"
        : database.url();
  }

  private static JsonObject members(ResultSet row) throws SQLException {
    return Json.createObjectBuilder()
        .add("at", TIME.format(row.getObject("at", LocalDateTime.class)))
        .add("chain", row.getString("chain"))
        .add("check", row.getString("check_name"))
        .add("details", row.getString("details"))
        .add("event", row.getString("event"))
        .add("hash", HexFormat.of().formatHex(row.getBytes("hash")))
        .add("outcome", row.getString("outcome"))
        .add("previous_hash", HexFormat.of().formatHex(row.getBytes("previous_hash")))
        .add("request_id", row.getString("request_id"))
        .add("resource", row.getString("resource"))
        .add("seq", row.getLong("seq"))
        .add("subject", row.getString("subject"))
        .build();
  }
}
