package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.ledger.RevokedEntry;
import org.bailiwick.node.clock.RepeatedReading;

/**
 * The revoked certificates, in memory, for the check of every request. This set holds 64 bits of
 * each, so that a million take some 60 MB. A certificate that is not in it is not revoked; one that
 * is in it is looked up in the ledger. Revocations by this node are in it before their requests are
 * answered, those by another authority node within a timer's period.
 */
@Singleton
public final class RevokedCredentials {

  private final RevocationList list;
  private final Set<Long> marks = ConcurrentHashMap.newKeySet();
  private final RepeatedReading reading = new RepeatedReading();

  @Inject
  public RevokedCredentials(RevocationList list) {
    this.list = list;
  }

  /** The revocation of this certificate, from the ledger. */
  public Optional<RevokedEntry> find(CredentialRef ref) {
    return mayBeRevoked(ref) ? list.find(ref) : Optional.empty();
  }

  /** True if it is revoked; if not, true with probability 2^-44 when a million others are. */
  public boolean mayBeRevoked(CredentialRef ref) {
    return marks.contains(mark(ref));
  }

  /** Adds a revocation, which may be too old for {@link #refresh}. */
  public void add(CredentialRef ref) {
    marks.add(mark(ref));
  }

  /** Reads the revocations since the last reading. */
  public void refresh(Instant now) {
    refresh(now, System.nanoTime());
  }

  void refresh(Instant now, long nanos) {
    reading.read(
        now, nanos, after -> list.forEachSince(after, revocation -> add(revocation.ref())));
  }

  /** Serial numbers are random, so their bits are spread evenly. */
  private static long mark(CredentialRef ref) {
    return ref.serial().value().longValue() ^ ref.issuerId().hashCode();
  }
}
