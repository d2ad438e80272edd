package org.bailiwick.broker.lease;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.Leases;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.store.Rows;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/** The leases of the broker, in its database. */
public final class LeaseBook implements Leases {
  private static final int MOST_SHOWN = 10_000;

  private final BrokerStore store;

  /** The leases of calls that run in this process. */
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  public LeaseBook(BrokerStore store) {
    this.store = store;
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
    held.add(id);
    try {
      store.transaction(
          receipt,
          connection ->
              Rows.run(
                  connection,
                  "insert into back_end_lease (id, txn, job, step, idempotency_key, token_sha256,"
                      + " requester, asset, kind, external_name, state, opened_at, expires_at)"
                      + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPENED', ?, ?)",
                  id,
                  token.transaction(),
                  token.job(),
                  token.step(),
                  call.idempotencyKey(),
                  token.digest(),
                  token.requester().toString(),
                  call.asset().name(),
                  call.asset().kind().text(),
                  external,
                  store.now(),
                  BrokerStore.column(expires)));
    } catch (RuntimeException e) {
      held.remove(id);
      throw e;
    }
    return new OfThisProcess(id, call.asset().name(), external);
  }

  /** A lease whose call runs here. */
  private final class OfThisProcess implements Held {
    private final String id;
    private final String asset;
    private final String external;

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
    }

    @Override
    public void ended() {
      LeaseBook.this.ended(id, asset, external, "call");
      held.remove(id);
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
                  "update back_end_lease set state = 'ENDED', ended_at = ? where id = ?",
                  store.now(),
                  id));
    }
  }

  private static AuditEntry entry(String event, String subject, String asset, String id) {
    return new AuditEntry(event, Outcome.DONE, "", subject, asset, Map.of("lease", id));
  }

  /** Whether the call of this lease runs in this process. */
  boolean isHeld(CredentialLease lease) {
    return held.contains(lease.id());
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
