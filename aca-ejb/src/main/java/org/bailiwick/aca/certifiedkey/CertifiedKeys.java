package org.bailiwick.aca.certifiedkey;

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
 * Units of work that let each key be certified for one name only. A party that has a key can act
 * under every name of the key, and a compromise would revoke the credentials of all these names. So
 * a key keeps its first name, even when all its certificates have expired. An owner's key may be in
 * the certificates of many agents and is never an agent's own key.
 */
public final class CertifiedKeys {

  private static final LookupStatement HOLDERS =
      new LookupStatement(
          "public_key_sha256, part, holder, " + LookupStatement.NO_TIME,
          "from certified_key where public_key_sha256 in (:key)",
          List.of());

  private CertifiedKeys() {}

  /**
   * Records the holder of a certificate's keys, or refuses with KEY_HELD_BY_ANOTHER. A holder
   * without a SPIFFE id is an OCSP responder of this authority, whose key serves several issuers.
   */
  public static UnitOfWork claim(HeldKey key, Optional<String> ownerKeySha256, Instant now) {
    if (!key.holder().startsWith(SpiffeId.SCHEME)) {
      return note(key, now);
    }
    UnitOfWork subject = requireFree(key).and(note(key, now));
    return ownerKeySha256
        .map(owner -> subject.and(requireOwners(owner)).and(noteOwners(owner, now)))
        .orElse(subject);
  }

  /** Records the holder of a key that a ceremony has certified, which cannot be refused. */
  public static UnitOfWork note(HeldKey key, Instant now) {
    return note(
        key.sha256(),
        FoundRow.of(CertifiedKeyRow.SUBJECT, key.holder()),
        () -> CertifiedKeyRow.ofSubject(key, now));
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

  /** Refuses a key that was certified for another name or as an owner's; records nothing. */
  public static UnitOfWork requireFree(HeldKey key) {
    RowLookup known = HOLDERS.at(key.sha256());
    return UnitOfWork.asking(
        List.of(known),
        em -> {
          Optional<FoundRow> row = known.row(em);
          if (row.filter(CertifiedKeys::isOwners).isPresent()) {
            throw refused("public-key-is-owners", "The public key is the key of an agents' owner.");
          }
          if (row.filter(other -> !other.second().equals(key.holder())).isPresent()) {
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
                "owner-key-of-a-name",
                "The owner's key was certified as the key of an agent, node or operator.");
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
