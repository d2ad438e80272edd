package org.bailiwick.broker.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.Leases;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.store.Rows;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/** The leases of the broker, in its database. */
public final class LeaseBook implements Leases {
  private static final int MOST_SHOWN = 10_000;

  /** Why a lease has ended whose token the Master Agent has ended. */
  public static final String TOKEN_ENDED = "token-ended";

  private final BrokerStore store;

  /** The leases of calls that run in this process. */
  private final Map<String, OfThisProcess> held = new ConcurrentHashMap<>();

  private volatile Runnable changed = () -> {};

  public LeaseBook(BrokerStore store) {
    this.store = store;
  }

  /** Has this called after each change of a lease by this process; it must return at once. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  @Override
  public Held open(BackEndCall call, String external, Instant expires) {
    String id = UUID.randomUUID().toString();
    TokenFacts token = call.token();
    AuditEntry receipt =
        entry("lease.opened", token.requester().toString(), call.asset().name(), id)
            .with("txn", token.transaction())
            .with("job", token.job())
            .with("step", token.step())
            .with("token_sha256", token.digest())
            .with("method", call.asset().method())
            .with("external_name", external)
            .with("expires_at", expires.toString());
    OfThisProcess lease = new OfThisProcess(id, call.asset().name(), external);
    held.put(id, lease);
    try {
      store.transaction(receipt, connection -> insert(connection, call, lease, expires));
    } catch (RuntimeException e) {
      held.remove(id);
      throw e;
    }
    changed.run();
    return lease;
  }

  private int insert(Connection connection, BackEndCall call, OfThisProcess lease, Instant expires)
      throws SQLException {
    TokenFacts token = call.token();
    String jti = TokenId.of(token.compact());
    return Rows.run(
        connection,
        "insert into back_end_lease (id, txn, job, step, idempotency_key, token_sha256,"
            + " requester, asset, kind, external_name, state, opened_at, expires_at,"
            + " token_jti, capability, method, reported)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPENED', ?, ?, ?, ?, ?, ?)",
        lease.id,
        token.transaction(),
        token.job(),
        token.step(),
        call.idempotencyKey(),
        token.digest(),
        token.requester().toString(),
        call.asset().name(),
        call.asset().kind().text(),
        lease.external,
        store.now(),
        BrokerStore.column(expires),
        jti,
        call.operation().capability().text(),
        call.asset().method(),
        jti.isEmpty() ? "ENDED" : "NONE");
  }

  /** A lease whose call runs here. */
  private final class OfThisProcess implements Held {
    private final String id;
    private final String asset;
    private final String external;
    private volatile boolean tokenEnded;

    OfThisProcess(String id, String asset, String external) {
      this.id = id;
      this.asset = asset;
      this.external = external;
    }

    @Override
    public void made() {
      store.transaction(
          connection ->
              Rows.run(
                  connection,
                  "update back_end_lease set state = 'MADE' where id = ? and state = 'OPENED'",
                  id));
      if (tokenEnded) { // said after the row was written, so that one of both sides sees the other
        throw new ProblemException(
            ProblemType.ACCESS_TOKEN_INVALID, "txn-token-ended", "The Txn-Token has been ended");
      }
    }

    @Override
    public void ended() {
      LeaseBook.this.ended(id, asset, external, tokenEnded ? TOKEN_ENDED : "call");
      held.remove(id);
    }

    @Override
    public boolean hasTokenEnded() {
      return tokenEnded;
    }

    @Override
    public void left() {
      held.remove(id);
    }
  }

  /** Records that the credential does not exist any more; a second time it changes nothing. */
  void ended(String id, String asset, String external, String by) {
    boolean open =
        store.transaction(
            connection ->
                Rows.first(
                        connection,
                        "select id from back_end_lease where id = ? and state <> 'ENDED'",
                        row -> true,
                        id)
                    .isPresent());
    if (open) {
      store.transaction(
          entry("lease.ended", "", asset, id).with("external_name", external).with("by", by),
          connection ->
              Rows.run(
                  connection,
                  "update back_end_lease set state = 'ENDED', ended_at = ?, ended_by = ?"
                      + " where id = ?",
                  store.now(),
                  by,
                  id));
      changed.run();
    }
  }

  /**
   * The open lease with this id, for whoever is to end it because its token has ended. A call that
   * is about to make its credential is told, ends it itself, and is not found here.
   */
  public Optional<CredentialLease> endable(String id) {
    OfThisProcess call = held.get(id);
    if (call != null) {
      call.tokenEnded = true;
    }
    return open().stream()
        .filter(lease -> lease.id().equals(id))
        .filter(lease -> call == null || lease.state().equals("MADE"))
        .findFirst();
  }

  /** Whether a lease of the token with this digest was ended because the token has ended. */
  public boolean hasTokenEnded(String digest) {
    return store.transaction(
        connection ->
            Rows.first(
                    connection,
                    "select id from back_end_lease where token_sha256 = ? and ended_by = ?",
                    row -> true,
                    digest,
                    TOKEN_ENDED)
                .isPresent());
  }

  private static AuditEntry entry(String event, String subject, String asset, String id) {
    return new AuditEntry(event, Outcome.DONE, "", subject, asset, Map.of("lease", id));
  }

  /** Whether the call of this lease runs in this process. */
  boolean isHeld(CredentialLease lease) {
    return held.containsKey(lease.id());
  }

  /** All leases that are not ended, in the order in which they were opened. */
  public List<CredentialLease> open() {
    return store.transaction(
        connection ->
            Rows.all(
                connection,
                "select "
                    + CredentialLease.COLUMNS
                    + " from back_end_lease where state <> 'ENDED' order by opened_at, id",
                CredentialLease::of));
  }

  /** The leases of an order that are not ended. */
  public List<CredentialLease> openOf(String idempotencyKey) {
    return store.transaction(
        connection ->
            Rows.all(
                connection,
                "select "
                    + CredentialLease.COLUMNS
                    + " from back_end_lease where idempotency_key = ? and state <> 'ENDED'",
                CredentialLease::of,
                idempotencyKey));
  }

  /** The latest leases, ended ones too, ordered by transaction, job, step and time. */
  public List<CredentialLease> latest() {
    return store.transaction(
        connection ->
            Rows.all(
                connection,
                "select "
                    + CredentialLease.COLUMNS
                    + " from back_end_lease order by opened_at desc, id limit "
                    + MOST_SHOWN,
                CredentialLease::of));
  }
}
