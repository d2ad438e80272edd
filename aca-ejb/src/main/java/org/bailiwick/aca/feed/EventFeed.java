package org.bailiwick.aca.feed;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
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
 * Undelivered events per receiver. An event is recorded with what it tells of, in one transaction,
 * and signed when it is fetched; so no revocation is without its event, even when the HSM is away.
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
   * @param signer asked per poll, since a lost HSM session gives a new key object
   * @param issuer the authority's base URL, the {@code iss} of every token
   * @param waiters the polls that {@link #wakeReceivers} answers
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

  /** Puts the event into every stream, in the transaction that this joins. */
  public UnitOfWork announce(CredentialChange change) {
    String txn = RequestContext.currentId();
    List<FeedEventDraft> drafts =
        STREAMS.stream()
            .map(
                stream -> {
                  String jti = UUID.randomUUID().toString();
                  JsonObject claims = change.claims(issuer, stream, jti, txn);
                  return new FeedEventDraft(stream, jti, claims.toString(), change.at());
                })
            .toList();
    return em -> drafts.forEach(draft -> em.persist(draft.row()));
  }

  /** Has the polls that wait look for what was announced; for after the commit. */
  public void wakeReceivers() {
    waiters.wakeAll();
  }

  /** A row to be; entities themselves are made anew when a unit of work is applied again. */
  private record FeedEventDraft(String stream, String jti, String claims, Instant at) {
    FeedEventRow row() {
      return new FeedEventRow(stream, jti, claims, at);
    }
  }

  /** The oldest events of the stream, signed. */
  public Batch next(String stream, int most) {
    List<FeedEventRow> rows =
        reader.read(
            em ->
                em.createQuery(
                        "select e from FeedEvent e where e.stream = :stream order by e.stream, e.seq",
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

  /** Forgets events that the receiver has; unknown ones are no fault (RFC 8936 section 2.4). */
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

  /** Drops what no receiver fetched in time; the CRL tells it by then. */
  public static UnitOfWork forgetBefore(Instant oldest) {
    return em ->
        em.createQuery("delete from FeedEvent e where e.at < :oldest")
            .setParameter("oldest", oldest)
            .executeUpdate();
  }
}
