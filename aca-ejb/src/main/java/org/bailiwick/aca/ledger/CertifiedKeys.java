package org.bailiwick.aca.ledger;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * One key, one name: units that join the transaction of a reservation. Who holds a key can speak
 * for every name that it is certified for, and its compromise would have to end them all; so a key
 * stays with the first name, also when all that was certified over it has expired. An owner's key
 * may stand beside many agents' keys and is never one of them.
 */
public final class CertifiedKeys {

  private CertifiedKeys() {}

  /**
   * Takes the keys of this certificate for its holder, or refuses with KEY_HELD_BY_ANOTHER. A
   * holder without a SPIFFE id is an OCSP responder of ours, whose one key answers for several
   * issuers.
   */
  static UnitOfWork claim(IssuanceEntry entry, Instant now) {
    if (!entry.holder().startsWith(SpiffeId.SCHEME)) {
      return note(entry, now);
    }
    return em -> {
      requireFree(entry.publicKeySha256(), entry.holder()).apply(em);
      if (em.find(CertifiedKeyRow.class, entry.publicKeySha256()) == null) {
        em.persist(CertifiedKeyRow.ofSubject(entry.publicKeySha256(), entry.holder(), now));
      }
      entry.grounds().ownerKeySha256().ifPresent(key -> claimForOwner(em, key, now));
    };
  }

  private static void claimForOwner(EntityManager em, String key, Instant now) {
    requireOwners(key).apply(em);
    if (em.find(CertifiedKeyRow.class, key) == null) {
      em.persist(CertifiedKeyRow.ofOwner(key, now));
    }
  }

  /** Notes whose key it is where nobody could be refused: a ceremony has certified it already. */
  static UnitOfWork note(IssuanceEntry entry, Instant now) {
    return em -> {
      if (em.find(CertifiedKeyRow.class, entry.publicKeySha256()) == null) {
        em.persist(CertifiedKeyRow.ofSubject(entry.publicKeySha256(), entry.holder(), now));
      }
    };
  }

  /**
   * Refuses a key that is another name's or an owner's, and takes nothing.
   *
   * @param keySha256 as the ledger holds it
   * @param holder the name for which it is asked
   */
  public static UnitOfWork requireFree(String keySha256, String holder) {
    return em -> {
      CertifiedKeyRow row = em.find(CertifiedKeyRow.class, keySha256);
      if (row != null && row.isOwners()) {
        throw refused("public-key-is-owners", "The public key is the key of an agents' owner.");
      }
      if (row != null && !row.isHeldBy(holder)) {
        throw refused("public-key-of-another", "The public key was certified for another name.");
      }
    };
  }

  /** Refuses an owner's key that was certified as the key of an agent, a node or an operator. */
  public static UnitOfWork requireOwners(String keySha256) {
    return em -> {
      CertifiedKeyRow row = em.find(CertifiedKeyRow.class, keySha256);
      if (row != null && !row.isOwners()) {
        throw refused(
            "owner-key-of-a-name", "The owner's key was certified for a name of its own.");
      }
    };
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.KEY_HELD_BY_ANOTHER, check, detail);
  }
}
