package org.bailiwick.node.secretstore;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Keeps secrets in the database that all nodes share, wrapped by a key in the HSM. Each reading
 * asks the HSM, so that a node without its HSM reads none.
 */
public final class SecretStore {

  /** More than the clocks of nodes may differ. */
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  /** The name of a secret that has no row. */
  private static final String NOBODY = "nobody";

  private static final int DECOY_BYTES = 32;

  private final RecordReads reads;
  private final GroupWriter writer;
  private final WrappingKeys keys;
  private final CurrentKey current;
  private Optional<WrappedSecret> decoy = Optional.empty();

  public SecretStore(RecordReads reads, GroupWriter writer, WrappingKeys keys, Clock clock) {
    this.reads = reads;
    this.writer = writer;
    this.keys = keys;
    this.current = new CurrentKey(reads, writer, keys, clock);
  }

  /**
   * Wraps the secret now; the unit stores it under this name, which no other secret has or had.
   *
   * @param name begins with what the secret is for, as in {@code account/<id>}
   * @param expiresAt when the row may be deleted
   * @throws ProblemException signer-unavailable when the HSM does not answer;
   *     dependency-unavailable
   */
  public UnitOfWork insertion(String name, byte[] secret, Instant expiresAt) {
    WrappedSecret wrapped = WrappedSecret.of(name, secret, current.require(), keys);
    return em -> em.persist(new WrappedSecretRow(wrapped, expiresAt));
  }

  /**
   * The secret of this name. If there is none, it is one that nobody has, after the same work, so
   * that a caller cannot tell by time or by the answer of a broken HSM which names there are. The
   * caller of this method overwrites it after use.
   *
   * @throws ProblemException signer-unavailable when the HSM does not answer, or does not hold the
   *     key of the secret
   */
  public byte[] secretOrDecoy(Optional<String> name) {
    String wanted = name.orElse(NOBODY);
    Optional<WrappedSecret> stored =
        reads.read(
            em ->
                Optional.ofNullable(em.find(WrappedSecretRow.class, wanted))
                    .map(WrappedSecretRow::secret));
    return stored.or(this::decoy).map(secret -> secret.unwrapped(keys)).orElseGet(this::random);
  }

  /** Deletes the secret of this name, if there is one, in the transaction that ends its use. */
  public static UnitOfWork deletion(String name) {
    return em ->
        em.createQuery("delete from WrappedSecretRow s where s.name = :name")
            .setParameter("name", name)
            .executeUpdate();
  }

  /** Deletes the secrets that were over at this time. */
  public void forget(Instant now) {
    writer.commit(
        em ->
            em.createQuery("delete from WrappedSecretRow s where s.expiresAt < :then")
                .setParameter("then", now.minus(MAX_CLOCK_DIFFERENCE))
                .executeUpdate());
  }

  /** Empty until a node has made the wrapping key: then there are no secrets to be told apart. */
  private synchronized Optional<WrappedSecret> decoy() {
    if (decoy.isEmpty()) {
      decoy = current.find().map(label -> WrappedSecret.of(NOBODY, random(), label, keys));
    }
    return decoy;
  }

  private byte[] random() {
    byte[] secret = new byte[DECOY_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }
}
