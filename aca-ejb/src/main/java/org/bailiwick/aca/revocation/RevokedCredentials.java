package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.ledger.RevocationList;

/**
 * The ended certificates in memory, for the check that every request makes. This node's own
 * revocations are in it before they are answered; those of another authority node within a timer's
 * period.
 */
@Singleton
public final class RevokedCredentials {

  /**
   * Looked back over at each reading, for commits that came out of order and clocks that differ.
   */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private final RevocationList list;
  private final Map<CredentialRef, Revocation> ended = new ConcurrentHashMap<>();
  private volatile Instant readTo = Instant.EPOCH;

  @Inject
  public RevokedCredentials(RevocationList list) {
    this.list = list;
  }

  public Optional<Revocation> find(CredentialRef ref) {
    return Optional.ofNullable(ended.get(ref));
  }

  void add(Revocation revocation) {
    ended.put(revocation.ref(), revocation);
  }

  /** Reads what came since the last reading. */
  public void refresh(Instant now) {
    list.since(readTo).forEach(this::add);
    readTo = now.minus(OVERLAP);
  }
}
