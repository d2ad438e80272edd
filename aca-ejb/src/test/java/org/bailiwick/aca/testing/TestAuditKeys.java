package org.bailiwick.aca.testing;

import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.function.Supplier;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.records.AuditKeys;

/** Audit keys in memory, oldest first; the last of them is in service. */
public record TestAuditKeys(Supplier<List<KeyPair>> pairs) implements AuditKeys {

  @Override
  public List<PublicKey> all() {
    return pairs.get().stream().map(KeyPair::getPublic).toList();
  }

  @Override
  public PublicKey inService() {
    return all().getLast();
  }

  @Override
  public JwsSigner signer(PublicKey key) {
    KeyPair pair =
        pairs.get().stream().filter(each -> each.getPublic().equals(key)).findFirst().orElseThrow();
    return new JwsSigner(new InMemorySigningKey("audit", pair), "audit");
  }
}
