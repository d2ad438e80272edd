package org.bailiwick.master.partnerkeys;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * Looks whether partners' servers still publish the keys that verified the grants of access tokens
 * in use, and of running jobs, and ends these when a key is gone. Each node does so by its own
 * copies of the sets, which it keeps fresh by this; a token ends once.
 */
public final class PartnerKeys {

  /** The most tokens of one key that end in one run; the next run goes on. */
  private static final int MOST_TOKENS = 1000;

  private final PartnerDirectory partners;
  private final KeysInUse inUse;
  private final TokenRevoker revoker;
  private final Executor executor;
  private final Map<String, WatchedServer> servers = new ConcurrentHashMap<>();

  public PartnerKeys(
      PartnerDirectory partners,
      Store store,
      TokenLedger ledger,
      TokenRevoker revoker,
      Executor executor,
      Clock clock) {
    this.partners = partners;
    this.inUse = new KeysInUse(store, ledger, clock);
    this.revoker = revoker;
    this.executor = executor;
  }

  /** Begins a look at each server on whose keys something rests; a timer calls it. */
  public void run() {
    Map<String, Set<String>> used = inUse.byIssuer();
    servers.keySet().retainAll(used.keySet());
    partners.partners().stream()
        .flatMap(partner -> partner.authorizationServers().stream())
        .filter(server -> used.containsKey(server.issuer()))
        .forEach(server -> begin(server, used.get(server.issuer())));
  }

  private void begin(AuthorizationServer server, Set<String> used) {
    WatchedServer watched = servers.computeIfAbsent(server.issuer(), WatchedServer::new);
    if (!watched.begin()) {
      return;
    }
    try {
      executor.execute(
          () -> watched.look(partners.keys(server), used, key -> end(server.issuer(), key)));
    } catch (RuntimeException e) {
      watched.leave();
      throw e;
    }
  }

  private void end(String issuer, String key) {
    TokenEndOrder order = new TokenEndOrder(EndCause.PARTNER_KEY, issuer, "");
    for (TokenRecord token : inUse.tokens(issuer, key, MOST_TOKENS)) {
      revoker.end(
          token,
          order,
          AuditEntry.of("partner-key.gone", Outcome.DONE, "", issuer)
              .about(token.jti())
              .with("key_sha256", key));
    }
  }
}
