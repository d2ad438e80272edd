package org.bailiwick.aca.nonce;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Keeps a nonce from being used twice. Its units of work join the transaction that reserves the
 * credential, so a nonce is spent exactly when something was reserved for it.
 */
public final class SpentNonces {

  /**
   * A spent nonce is remembered this long after its expiry: five minutes for a node whose clock is
   * behind (docs/threat-model.md), and five for a request whose reservation waits for a Verifier.
   */
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  private static final LookupStatement SPENT = LookupStatement.presence("spent_nonce", "nonce");

  private SpentNonces() {}

  /** Spends the nonce, or refuses with NONCE_INVALID because it is spent. */
  public static UnitOfWork spend(Nonce nonce) {
    return spend(
        nonce,
        () ->
            new ProblemException(
                ProblemType.NONCE_INVALID, "nonce-spent", "The nonce has been used already."));
  }

  /**
   * As {@link #spend(Nonce)}, for another thing that may be used once.
   *
   * @param name contains a character outside of base64url, so that no nonce has this name
   * @param until the time from which the other thing is refused as expired
   * @param refusal thrown if the other thing was used
   */
  public static UnitOfWork spend(String name, Instant until, Supplier<ProblemException> refusal) {
    return spend(new Nonce(name, until), refusal);
  }

  private static UnitOfWork spend(Nonce nonce, Supplier<ProblemException> refusal) {
    RowLookup spent = SPENT.at(nonce.value());
    return UnitOfWork.asking(
        List.of(spent),
        em -> {
          if (spent.isFound(em)) {
            throw refusal.get();
          }
          em.persist(new SpentNonceRow(nonce));
          spent.become(FoundRow.present());
        });
  }

  /** Forgets nonces that every node refuses as expired by now. */
  public static UnitOfWork forgetExpired(Instant now) {
    return em ->
        em.createQuery("delete from SpentNonce n where n.expiresAt < :before")
            .setParameter("before", now.minus(REMEMBERED))
            .executeUpdate();
  }
}
