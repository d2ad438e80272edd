package org.bailiwick.aca.comparison;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The tables whose key has one column, with the columns of key, time and content. The statement
 * always has three columns of content, which may be empty.
 */
enum SmallTable {
  COMPROMISED_KEYS(FactKind.COMPROMISED_KEY, "public_key_sha256", "reported_at", "'', '', ''"),
  FREEZES(FactKind.IDENTITY_FREEZE, "freeze_id", "frozen_at", "agent, '', ''"),
  RELEASES(FactKind.IDENTITY_RELEASE, "freeze_id", "released_at", "released_by, '', ''"),
  SCHEDULES(
      FactKind.REVOCATION_SCHEDULE, "schedule_id", "ordered_at", "trigger_name, subject, due_at"),
  SCHEDULE_ENDS(FactKind.REVOCATION_SCHEDULE_END, "schedule_id", "ended_at", "outcome, '', ''"),
  PROPOSALS(
      FactKind.REVOCATION_PROPOSAL,
      "proposal_id",
      "proposed_at",
      "trigger_name, subject, proposed_by"),
  PROPOSAL_ENDS(FactKind.REVOCATION_PROPOSAL_END, "proposal_id", "ended_at", "outcome, '', ''"),
  WITHDRAWALS(
      FactKind.USER_WITHDRAWAL,
      "event_sha256",
      "received_at",
      "issuer || '#' || subject, event_type, withdrawn_at");

  private static final int PAGE = 1_000;

  /** Table not found: PostgreSQL, H2. */
  private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

  private final FactKind kind;
  private final String query;

  SmallTable(FactKind kind, String key, String at, String content) {
    this.kind = kind;
    this.query =
        "select %1$s, %2$s, %3$s from %4$s where %1$s > ? order by %1$s fetch first %5$d rows only"
            .formatted(key, at, content, kind.table(), PAGE);
  }

  void forEach(Connection connection, Consumer<Fact> to) throws SQLException {
    try {
      read(connection, to);
    } catch (SQLException failure) {
      // A database that is older than the table has no events about it.
      if (failure.getSQLState() == null || !NO_TABLE.contains(failure.getSQLState())) {
        throw failure;
      }
    }
  }

  private void read(Connection connection, Consumer<Fact> to) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      StoredFacts.forEachRow(statement, 1, PAGE, row -> to.accept(fact(row)));
    }
  }

  private Fact fact(ResultSet row) throws SQLException {
    String key = row.getString(1);
    String first = row.getString(3);
    String second = row.getString(4);
    return switch (this) {
      case COMPROMISED_KEYS -> fact(row, StoredFacts.hex(key), "");
      case FREEZES, RELEASES, SCHEDULE_ENDS, PROPOSAL_ENDS -> fact(row, key, first);
      case PROPOSALS -> fact(row, key, String.join("\n", first, second, row.getString(5)));
      case SCHEDULES ->
          fact(row, key, String.join("\n", first, second, LogPages.time(row, 5).toString()));
      case WITHDRAWALS ->
          fact(row, LoggedFacts.withdrawal(first, second, LogPages.time(row, 5)), "");
    };
  }

  private Fact fact(ResultSet row, String key, String content) throws SQLException {
    return new Fact(kind, key, content, LogPages.time(row, 2));
  }
}
