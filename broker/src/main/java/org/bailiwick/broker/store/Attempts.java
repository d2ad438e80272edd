package org.bailiwick.broker.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.bailiwick.broker.backend.Marks;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;

/** Orders whose work has begun and which have no answer yet. */
public final class Attempts implements Marks {
  private final BrokerStore store;

  public Attempts(BrokerStore store) {
    this.store = store;
  }

  /**
   * Whether work for this key has begun earlier and may have been done.
   *
   * @throws ProblemException idempotency-key-reused if it has begun for another order
   */
  public boolean hasBegun(String idempotencyKey, String orderDigest) {
    Optional<String> begun = store.transaction(connection -> digest(connection, idempotencyKey));
    if (begun.filter(digest -> !digest.equals(orderDigest)).isPresent()) {
      throw new ProblemException(
          ProblemType.IDEMPOTENCY_KEY_REUSED,
          "idempotency-key-other-order",
          "The idempotency key was used for another order");
    }
    return begun.isPresent();
  }

  private static Optional<String> digest(Connection connection, String key) throws SQLException {
    return Rows.first(
        connection,
        "select order_sha256 from attempt where idempotency_key = ?",
        row -> row.getString(1),
        key);
  }

  /** Records, durably and with this audit row, that the work begins. */
  public void begin(String idempotencyKey, String orderDigest, AuditEntry entry) {
    store.transaction(
        entry,
        connection ->
            digest(connection, idempotencyKey).isPresent()
                ? 0
                : Rows.run(
                    connection,
                    "insert into attempt (idempotency_key, order_sha256, begun_at, mark, output)"
                        + " values (?, ?, ?, '', '')",
                    idempotencyKey,
                    orderDigest,
                    store.now()));
  }

  /** Records that nothing was done, so that the work may begin anew. */
  public void nothingDone(String idempotencyKey, AuditEntry entry) {
    store.transaction(
        entry,
        connection ->
            Rows.run(connection, "delete from attempt where idempotency_key = ?", idempotencyKey));
  }

  @Override
  public void put(String idempotencyKey, String mark, String output) {
    store.transaction(
        connection -> {
          int rows =
              Rows.run(
                  connection,
                  "update attempt set mark = ?, output = ? where idempotency_key = ?",
                  mark,
                  output,
                  idempotencyKey);
          if (rows != 1) {
            throw new IllegalStateException("a mark for an order that has not begun");
          }
          return rows;
        });
  }

  @Override
  public Optional<Mark> find(String idempotencyKey) {
    return store.transaction(
        connection ->
            Rows.first(
                connection,
                "select mark, output from attempt where idempotency_key = ? and mark <> ''",
                row -> new Mark(row.getString(1), row.getString(2)),
                idempotencyKey));
  }
}
