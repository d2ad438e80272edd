package org.bailiwick.aca.feed;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The events that a receiver has not acknowledged, per receiver. An event is recorded in the
 * transaction of its revocation and signed when it is fetched, so that no revocation is without its
 * event, even when the HSM does not answer.
 */
public final class EventFeed {

  /** The receivers of this deployment; an event goes to each. */
  public static final List<String> STREAMS = List.of("ars", "master");

  private static final String TYPE = "secevent+jwt";

  /** The events of a poll: tokens by jti, oldest first. */
  public record Batch(Map<String, String> sets, boolean moreAvailable) {}

  private final GroupWriter writer;
  private final LedgerReader reader;
  private final Supplier<JwsSigner> signer;
  private final URI issuer;
  private final FeedWaiters waiters;

  /**
   * @param signer called at each poll, since the key object changes with the HSM session
   * @param issuer the authority's base URL, the {@code iss} of every token
   * @param waiters long polls that {@link #wakeReceivers} has answered
   */
  public EventFeed(
      GroupWriter writer,
      LedgerReader reader,
      Supplier<JwsSigner> signer,
      URI issuer,
      FeedWaiters waiters) {
    this.writer = writer;
    this.reader = reader;
    this.signer = signer;
    this.issuer = issuer;
    this.waiters = waiters;
  }

  /**
   * Adds the event to every stream, in the transaction that this joins. Its rows are made again
   * each time the unit is applied.
   */
  public UnitOfWork announce(CredentialChange change) {
    String txn = RequestContext.currentId();
    List<Supplier<FeedEventRow>> rows = new ArrayList<>();
    for (String stream : STREAMS) {
      String jti = UUID.randomUUID().toString();
      String claims = change.claims(issuer, stream, jti, txn).toString();
      rows.add(() -> new FeedEventRow(stream, jti, claims, change.at()));
    }
    return em -> rows.forEach(row -> em.persist(row.get()));
  }

  /** Has the waiting polls answered with the new events; to be called after the commit. */
  public void wakeReceivers() {
    waiters.wakeAll();
  }

  /** The oldest events of the stream, signed. */
  public Batch next(String stream, int most) {
    List<FeedEventRow> rows =
        reader.read(
            em ->
                em.createQuery(
                        "select e from FeedEvent e where e.stream = :stream order by e.stream,"
                            + " e.seq",
                        FeedEventRow.class)
                    .setParameter("stream", stream)
                    .setMaxResults(most + 1)
                    .getResultList());
    Map<String, String> sets = new LinkedHashMap<>();
    if (!rows.isEmpty() && most > 0) {
      JwsSigner jws = signer.get();
      rows.stream()
          .limit(most)
          .forEach(row -> sets.put(row.jti(), jws.sign(TYPE, StrictJson.object(row.claims()))));
    }
    return new Batch(sets, rows.size() > most);
  }

  /** Deletes events that the receiver has; unknown ones are no error (RFC 8936 section 2.4). */
  public void acknowledge(String stream, Collection<String> jtis) {
    if (jtis.isEmpty()) {
      return;
    }
    List<String> known = List.copyOf(jtis);
    writer.commit(
        em ->
            em.createQuery("delete from FeedEvent e where e.stream = :stream and e.jti in :jtis")
                .setParameter("stream", stream)
                .setParameter("jtis", known)
                .executeUpdate());
  }

  /** Deletes events that no receiver has fetched in time; these revocations are on the CRL. */
  public static UnitOfWork forgetBefore(Instant oldest) {
    return em ->
        em.createQuery("delete from FeedEvent e where e.at < :oldest")
            .setParameter("oldest", oldest)
            .executeUpdate();
  }
}
