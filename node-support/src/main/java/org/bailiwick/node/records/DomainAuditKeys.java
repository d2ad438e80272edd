package org.bailiwick.node.records;

import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * Audit keys of a domain node: the keys that sign the domain's tokens also sign its audit heads, as
 * statements of another type (docs/decisions/0036-heads-of-all-logs.md).
 *
 * @param keys called each time, since the HSM may be away at first
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
