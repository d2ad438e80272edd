package org.bailiwick.client.renewal;

import java.security.KeyPair;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.key.AgentKey;

/** The key that a renewal certifies: a new one, or the one in use if evidence is bound to it. */
public final class NextKey {
  private final Optional<Supplier<AgentKey>> maker;

  private NextKey(Optional<Supplier<AgentKey>> maker) {
    this.maker = maker;
  }

  public static NextKey made(Supplier<AgentKey> maker) {
    return new NextKey(Optional.of(maker));
  }

  /** Keeps the key in use, to which instance documents and most workload tokens are bound. */
  public static NextKey kept() {
    return new NextKey(Optional.empty());
  }

  Pair forRenewal(CredentialFolder folder) {
    Optional<AgentKey> fresh = maker.map(Supplier::get);
    KeyPair pair =
        fresh
            .map(AgentKey::pair)
            .orElseGet(() -> new KeyPair(folder.chain().getFirst().getPublicKey(), folder.key()));
    return new Pair(pair, fresh);
  }

  /** The key, and its storage if it is new. */
  record Pair(KeyPair key, Optional<AgentKey> fresh) {}
}
