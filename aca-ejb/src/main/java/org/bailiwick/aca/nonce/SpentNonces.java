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
 * Sees to it that a nonce is spent once. The work it hands out joins the transaction that reserves
 * the credential, so a nonce is spent exactly when something was reserved for it.
 */
public final class SpentNonces {

  /**
   * A node whose clock is behind takes a nonce for so long after another took it for expired, and a
   * request that a Verifier keeps waiting comes to its reservation later than its nonce was looked
   * at: five minutes of clocks (docs/threat-model.md), and as much again.
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
   * As {@link #spend(Nonce)}, of something else that is good once.
   *
   * @param name no nonce's: it has a character that base64url has not
   * @param until when it would be refused as expired anyway
   * @param refusal thrown if it is spent
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

  /** Forgets nonces that every node has refused as expired for a while. */
  public static UnitOfWork forgetExpired(Instant now) {
    return em ->
        em.createQuery("delete from SpentNonce n where n.expiresAt < :before")
            .setParameter("before", now.minus(REMEMBERED))
            .executeUpdate();
  }
}
