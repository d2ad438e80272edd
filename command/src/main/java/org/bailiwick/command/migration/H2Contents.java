package org.bailiwick.command.migration;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.credential.Sha256;

/**
 * Digests of the content of a database: one of its definitions (tables, constraints, sequences with
 * their values, users) and one of the rows of each table.
 */
record H2Contents(Map<String, String> digests) {
  private static final String DEFINITIONS = "definitions";

  H2Contents {
    digests = Map.copyOf(digests);
  }

  static H2Contents of(Connection connection) throws SQLException {
    Map<String, String> digests = new TreeMap<>();
    digests.put(DEFINITIONS, digest(connection, "script nodata"));
    for (String table : tables(connection)) {
      digests.put(table, digest(connection, "select * from " + table + " order by _rowid_"));
    }
    return new H2Contents(digests);
  }

  /**
   * The name of a table whose rows differ, or {@code definitions}; empty if there is no difference.
   */
  Optional<String> difference(H2Contents other) {
    TreeMap<String, String> all = new TreeMap<>(digests);
    all.putAll(other.digests);
    return all.keySet().stream()
        .filter(name -> !digests.getOrDefault(name, "").equals(other.digests.get(name)))
        .findFirst();
  }

  private static List<String> tables(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select quote_ident(table_schema) || '.' || quote_ident(table_name)"
                    + " from information_schema.tables where table_type = 'BASE TABLE'"
                    + " and table_schema <> 'INFORMATION_SCHEMA'")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private static String digest(Connection connection, String query) throws SQLException {
    MessageDigest digest = Sha256.begin();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int column = 1; column <= columns; column++) {
          add(digest, rows.getString(column));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String value) {
    if (value == null) {
      digest.update(ByteBuffer.allocate(4).putInt(-1).flip());
      return;
    }
    byte[] octets = value.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(octets.length).flip());
    digest.update(octets);
  }
}
