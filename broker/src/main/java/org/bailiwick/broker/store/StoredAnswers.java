package org.bailiwick.broker.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import org.bailiwick.client.work.AnswerStore;

/** The first answer to each order, which a repeated order gets, also after a restart. */
public final class StoredAnswers implements AnswerStore {
  private final BrokerStore store;

  public StoredAnswers(BrokerStore store) {
    this.store = store;
  }

  @Override
  public Optional<Answer> find(String idempotencyKey) {
    return store.transaction(connection -> find(connection, idempotencyKey));
  }

  private static Optional<Answer> find(Connection connection, String key) throws SQLException {
    return Rows.first(
        connection,
        "select order_digest, output from answer where idempotency_key = ?",
        row -> new Answer(row.getString(1), row.getString(2)),
        key);
  }

  /** With the answer the attempt is over. */
  @Override
  public void keep(String idempotencyKey, Answer answer) {
    store.transaction(
        connection -> {
          if (find(connection, idempotencyKey).isEmpty()) {
            Rows.run(
                connection,
                "insert into answer (idempotency_key, order_digest, output, kept_at)"
                    + " values (?, ?, ?, ?)",
                idempotencyKey,
                answer.orderDigest(),
                answer.output(),
                store.now());
          }
          return Rows.run(
              connection, "delete from attempt where idempotency_key = ?", idempotencyKey);
        });
  }

  /** Deletes answers, attempts and ended leases that are older than this. */
  public void forget(Duration age) {
    LocalDateTime before = store.now().minus(age);
    store.transaction(
        connection -> {
          Rows.run(connection, "delete from answer where kept_at < ?", before);
          Rows.run(connection, "delete from attempt where begun_at < ?", before);
          return Rows.run(
              connection,
              "delete from back_end_lease where state = 'ENDED' and ended_at < ?",
              before);
        });
  }
}
