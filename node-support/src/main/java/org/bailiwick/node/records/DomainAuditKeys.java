package org.bailiwick.node.records;

import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * The keys of a domain node's token as audit keys: those that sign the domain's tokens sign where
 * its logs stand, too, in statements of another type (docs/decisions/0036-heads-of-all-logs.md).
 *
 * @param keys asked for each time, since the token may be away at first
 */
public record DomainAuditKeys(Supplier<TokenKeys> keys, Clock clock) implements AuditKeys {

  @Override
  public List<PublicKey> all() {
    return keys.get().all();
  }

  @Override
  public PublicKey inService() {
    return keys.get().inService(clock.instant());
  }

  @Override
  public JwsSigner signer(PublicKey key) {
    return keys.get().signer(key);
  }
}
