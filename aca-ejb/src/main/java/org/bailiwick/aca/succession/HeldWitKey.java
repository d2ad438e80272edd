package org.bailiwick.aca.succession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.KeySuccessions;
import org.bailiwick.aca.wit.WitSigner;
import org.bailiwick.node.hsm.Keyring;

/** The key for Workload Identity Tokens that the records of ceremonies name, in the token. */
@Singleton
final class HeldWitKey implements WitSigner {

  private final KeySuccessions successions;
  private final Keyring keyring;
  private final Clock clock;

  @Inject
  HeldWitKey(KeySuccessions successions, @ForAca Keyring keyring, @ForAca Clock clock) {
    this.successions = successions;
    this.keyring = keyring;
    this.clock = clock;
  }

  @Override
  public Optional<Current> inService() {
    return successions
        .wit()
        .find(clock.instant())
        .map(keyring::key)
        .map(key -> new Current(RecordedKeys.statementSigner(key), key.publicKey()));
  }
}
