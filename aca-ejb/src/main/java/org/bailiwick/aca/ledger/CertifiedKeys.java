package org.bailiwick.aca.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * One key, one name: units that join the transaction of a reservation. Who holds a key can speak
 * for every name that it is certified for, and its compromise would have to end them all; so a key
 * stays with the first name, also when all that was certified over it has expired. An owner's key
 * may stand beside many agents' keys and is never one of them.
 */
public final class CertifiedKeys {

  private static final LookupStatement HOLDERS =
      new LookupStatement(
          "public_key_sha256, part, holder, " + LookupStatement.NO_TIME,
          "from certified_key where public_key_sha256 in (:key)",
          List.of());

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
    UnitOfWork subject = requireFree(entry.publicKeySha256(), entry.holder()).and(note(entry, now));
    return entry
        .grounds()
        .ownerKeySha256()
        .map(key -> subject.and(requireOwners(key)).and(noteOwners(key, now)))
        .orElse(subject);
  }

  /** Notes whose key it is where nobody could be refused: a ceremony has certified it already. */
  static UnitOfWork note(IssuanceEntry entry, Instant now) {
    return note(
        entry.publicKeySha256(),
        FoundRow.of(CertifiedKeyRow.SUBJECT, entry.holder()),
        () -> CertifiedKeyRow.ofSubject(entry.publicKeySha256(), entry.holder(), now));
  }

  private static UnitOfWork noteOwners(String key, Instant now) {
    return note(
        key, FoundRow.of(CertifiedKeyRow.OWNER, ""), () -> CertifiedKeyRow.ofOwner(key, now));
  }

  private static UnitOfWork note(String key, FoundRow holder, Supplier<CertifiedKeyRow> row) {
    RowLookup known = HOLDERS.at(key);
    return UnitOfWork.asking(
        List.of(known),
        em -> {
          if (!known.isFound(em)) {
            em.persist(row.get());
            known.become(holder);
          }
        });
  }

  /**
   * Refuses a key that is another name's or an owner's, and takes nothing.
   *
   * @param keySha256 as the ledger holds it
   * @param holder the name for which it is asked
   */
  public static UnitOfWork requireFree(String keySha256, String holder) {
    RowLookup known = HOLDERS.at(keySha256);
    return UnitOfWork.asking(
        List.of(known),
        em -> {
          Optional<FoundRow> row = known.row(em);
          if (row.filter(CertifiedKeys::isOwners).isPresent()) {
            throw refused("public-key-is-owners", "The public key is the key of an agents' owner.");
          }
          if (row.filter(other -> !other.second().equals(holder)).isPresent()) {
            throw refused(
                "public-key-of-another", "The public key was certified for another name.");
          }
        });
  }

  /** Refuses an owner's key that was certified as the key of an agent, a node or an operator. */
  public static UnitOfWork requireOwners(String keySha256) {
    RowLookup known = HOLDERS.at(keySha256);
    return UnitOfWork.asking(
        List.of(known),
        em -> {
          if (known.row(em).filter(row -> !isOwners(row)).isPresent()) {
            throw refused(
                "owner-key-of-a-name", "The owner's key was certified for a name of its own.");
          }
        });
  }

  private static boolean isOwners(FoundRow row) {
    return row.first().equals(CertifiedKeyRow.OWNER);
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.KEY_HELD_BY_ANOTHER, check, detail);
  }
}
