package org.bailiwick.aca.comparison;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tables with a key of one column: the key, when the row was made, and what the event says too.
 * Only the order of the columns differs from row to fact.
 */
enum SmallTable {
  COMPROMISED_KEYS(
      FactKind.COMPROMISED_KEY,
      "public_key_sha256",
      "reported_at",
      "'', '', ''",
      "compromised_key"),
  FREEZES(FactKind.IDENTITY_FREEZE, "freeze_id", "frozen_at", "agent, '', ''", "identity_freeze"),
  RELEASES(
      FactKind.IDENTITY_RELEASE,
      "freeze_id",
      "released_at",
      "released_by, '', ''",
      "identity_release"),
  SCHEDULES(
      FactKind.REVOCATION_SCHEDULE,
      "schedule_id",
      "ordered_at",
      "trigger_name, subject, due_at",
      "revocation_schedule"),
  SCHEDULE_ENDS(
      FactKind.REVOCATION_SCHEDULE_END,
      "schedule_id",
      "ended_at",
      "outcome, '', ''",
      "revocation_schedule_end"),
  PROPOSALS(
      FactKind.REVOCATION_PROPOSAL,
      "proposal_id",
      "proposed_at",
      "trigger_name, subject, proposed_by",
      "revocation_proposal"),
  PROPOSAL_ENDS(
      FactKind.REVOCATION_PROPOSAL_END,
      "proposal_id",
      "ended_at",
      "outcome, '', ''",
      "revocation_proposal_end"),
  WITHDRAWALS(
      FactKind.USER_WITHDRAWAL,
      "event_sha256",
      "received_at",
      "issuer || '#' || subject, event_type, withdrawn_at",
      "user_withdrawal");

  private static final int PAGE = 1_000;

  /** Table not found: PostgreSQL, H2. */
  private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

  private final FactKind kind;
  private final String question;

  SmallTable(FactKind kind, String key, String at, String content, String table) {
    this.kind = kind;
    this.question =
        "select %s, %s, %s from %s where %s > ? order by %s fetch first %d rows only"
            .formatted(key, at, content, table, key, key, PAGE);
  }

  void forEach(Connection connection, Consumer<Fact> to) throws SQLException {
    try {
      read(connection, to);
    } catch (SQLException failure) {
      // A copy that is older than the table, or not brought up to date yet, has none of its events.
      if (failure.getSQLState() == null || !NO_TABLE.contains(failure.getSQLState())) {
        throw failure;
      }
    }
  }

  private void read(Connection connection, Consumer<Fact> to) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(question)) {
      String after = "";
      int read;
      do {
        query.setString(1, after);
        read = 0;
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            read++;
            after = row.getString(1);
            to.accept(fact(row));
          }
        }
      } while (read == PAGE);
    }
  }

  private Fact fact(ResultSet row) throws SQLException {
    String key = row.getString(1);
    return switch (this) {
      case COMPROMISED_KEYS -> fact(row, StoredFacts.hex(key), "");
      case FREEZES, RELEASES, SCHEDULE_ENDS, PROPOSAL_ENDS -> fact(row, key, row.getString(3));
      case PROPOSALS ->
          fact(row, key, String.join("\n", row.getString(3), row.getString(4), row.getString(5)));
      case SCHEDULES ->
          fact(
              row,
              key,
              String.join(
                  "\n", row.getString(3), row.getString(4), LogPages.time(row, 5).toString()));
      case WITHDRAWALS ->
          fact(
              row,
              LoggedFacts.withdrawal(row.getString(3), row.getString(4), LogPages.time(row, 5)),
              "");
    };
  }

  private Fact fact(ResultSet row, String key, String content) throws SQLException {
    return new Fact(kind, key, content, LogPages.time(row, 2));
  }
}
