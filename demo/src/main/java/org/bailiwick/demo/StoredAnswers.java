package org.bailiwick.demo;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import org.bailiwick.client.work.AnswerStore;

/**
 * Stores the answers to finished orders in the agent's database, so that a repeated order gets the
 * first answer, also after a restart.
 */
final class StoredAnswers implements AnswerStore {
  private final Database database;

  StoredAnswers(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Answer> find(String idempotencyKey) {
    return database.transaction(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  "select order_digest, output from answer where idempotency_key = ?")) {
            query.setString(1, idempotencyKey);
            try (ResultSet rows = query.executeQuery()) {
              return rows.next()
                  ? Optional.of(new Answer(rows.getString(1), rows.getString(2)))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public void keep(String idempotencyKey, Answer answer) {
    database.transaction(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement("insert into answer values (?, ?, ?)")) {
            insert.setString(1, idempotencyKey);
            insert.setString(2, answer.orderDigest());
            insert.setString(3, answer.output());
            return insert.executeUpdate();
          }
        });
  }
}
