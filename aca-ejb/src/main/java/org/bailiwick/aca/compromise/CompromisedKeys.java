package org.bailiwick.aca.compromise;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The keys that were reported compromised, as units of work that join the transactions of issuance
 * and revocation.
 */
@Singleton
public final class CompromisedKeys {

  private static final LookupStatement REPORTS =
      LookupStatement.presence("compromised_key", "public_key_sha256");

  private final LedgerReader reader;

  @Inject
  public CompromisedKeys(LedgerReader reader) {
    this.reader = reader;
  }

  /** The use of a key that is looked up, with the check that refuses it. */
  public enum Use {
    /** The key that a certificate would be for. */
    SUBJECT("public-key-compromised", "The public key was reported compromised."),
    /** The key by which a device proves itself. */
    DEVICE("device-key-compromised", "The device's key was reported compromised."),
    /** The key by which an owner consented. */
    OWNER("owner-key-compromised", "The owner's key was reported compromised."),
    /** The key of the certificate by which its holder asks for the next one. */
    RENEWED(
        "renewed-key-compromised",
        "The key of the certificate that is to be renewed was reported compromised.");

    private final String check;
    private final String detail;

    Use(String check, String detail) {
      this.check = check;
      this.detail = detail;
    }

    private ProblemException refusal() {
      return new ProblemException(ProblemType.KEY_COMPROMISED, check, detail);
    }
  }

  /** Refuses a reported key with KEY_COMPROMISED, in the transaction of this unit of work. */
  public static UnitOfWork requireSound(KeyDigest key, Use use) {
    RowLookup report = REPORTS.at(key.base64url());
    return UnitOfWork.asking(
        List.of(report),
        em -> {
          if (report.isFound(em)) {
            throw use.refusal();
          }
        });
  }

  /** Refuses the key from this commit on, unless it is refused already. */
  public static UnitOfWork block(CompromisedKey report) {
    RowLookup known = REPORTS.at(report.key().base64url());
    return UnitOfWork.asking(
        List.of(known),
        em -> {
          if (!known.isFound(em)) {
            em.persist(new CompromisedKeyRow(report));
            known.become(FoundRow.present());
          }
        });
  }

  /** Does the same as {@link #requireSound(KeyDigest, Use)} in a transaction of its own. */
  public void requireSoundNow(KeyDigest key, Use use) {
    if (find(key).isPresent()) {
      throw use.refusal();
    }
  }

  public Optional<CompromisedKey> find(KeyDigest key) {
    return Optional.ofNullable(reader.read(em -> em.find(CompromisedKeyRow.class, key.base64url())))
        .map(CompromisedKeyRow::report);
  }
}
