package org.bailiwick.broker;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.lease.LeaseBook;
import org.bailiwick.broker.lease.LeaseSweeper;
import org.bailiwick.broker.secret.SecretVault;
import org.bailiwick.broker.store.Attempts;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.hsm.Pkcs11Token;

/**
 * The broker's database, token and back ends, as the running broker and its operator's commands
 * have them.
 */
public record BrokerDesk(
    BrokerStore store,
    Pkcs11Token token,
    Attempts attempts,
    LeaseBook leases,
    Map<String, BackEndWork> works,
    LeaseSweeper sweeper)
    implements AutoCloseable {

  /** Opens the database and the token; the back ends open their connections when they are used. */
  public static BrokerDesk open(
      BrokerSettings settings, List<Asset> assets, BrokerIdentity identity, Consumer<String> log) {
    Clock clock = Clock.systemUTC();
    BrokerStore store = BrokerStore.open(settings.database(), clock);
    Pkcs11Token token = Pkcs11Token.open(settings.token());
    Attempts attempts = new Attempts(store);
    LeaseBook leases = new LeaseBook(store);
    BackEndTools tools =
        new BackEndTools(
            new SecretVault(store, token),
            leases,
            (call, use) -> store.record(receipt(call, use)),
            identity.folder(),
            identity.trusted(),
            settings.master(),
            clock);
    Map<String, BackEndWork> works = BackEnds.open(assets, tools, attempts);
    return new BrokerDesk(
        store, token, attempts, leases, works, new LeaseSweeper(leases, works, log, clock));
  }

  private static AuditEntry receipt(BackEndCall call, CredentialUse use) {
    AuditEntry row =
        AuditEntry.of("credential.used", Outcome.DONE, "", call.token().requester().toString())
            .about(call.asset().name())
            .with("txn", call.token().transaction())
            .with("job", call.token().job())
            .with("step", call.token().step())
            .with("token_sha256", call.token().digest())
            .with("method", use.method())
            .with("identity", use.identity());
    return use.until().map(until -> row.with("until", until.toString())).orElse(row);
  }

  @Override
  public void close() {
    works.values().forEach(BackEndWork::close);
    token.close();
    store.close();
  }
}
