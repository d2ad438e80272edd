package org.bailiwick.aca.ledger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.bailiwick.aca.LedgerReader;

/** Reads what became of single certificates, by primary key alone. */
@Singleton
public final class Standings {

  private final LedgerReader reader;

  @Inject
  public Standings(LedgerReader reader) {
    this.reader = reader;
  }

  public Standing of(CredentialRef ref) {
    LedgerKey key = LedgerKey.of(ref);
    return reader.read(
        em -> {
          RevocationRow end = em.find(RevocationRow.class, key);
          if (end != null) {
            return new Standing.Revoked(end.revocation());
          }
          return em.find(CompletionRow.class, key) == null
              ? new Standing.Unknown()
              : new Standing.Good();
        });
  }
}
