package org.bailiwick.aca.feed;

import jakarta.persistence.EntityManager;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The events of each stream, which several receivers read. A receiver gets the events after the
 * last one that it acknowledged; what another receiver acknowledges changes nothing for it. An
 * event is recorded in the transaction of its revocation and signed when it is fetched, so that no
 * revocation is without its event, even when the HSM does not answer.
 */
public final class EventFeed {

  /** The streams of this deployment; an event goes to each. */
  public static final List<String> STREAMS = List.of("ars", "master");

  private static final String TYPE = "secevent+jwt";

  /**
   * Long enough for a domain node to come back; after that it reads the CRL. A receiver that was
   * silent for longer is forgotten, so that events do not wait for a node that is gone.
   */
  private static final Duration KEPT_FOR_ALL = Duration.ofDays(7);

  /**
   * An event stays even if all receivers have it, for a node whose first poll comes a little after
   * it has read the CRL.
   */
  private static final Duration KEPT_FOR_NEW = Duration.ofHours(1);

  /** The events of a poll: signed tokens by jti, oldest first. */
  public record Batch(Map<String, String> sets, boolean moreAvailable) {}

  private final GroupWriter writer;
  private final LedgerReader reader;
  private final Supplier<JwsSigner> signer;
  private final URI issuer;
  private final FeedWaiters waiters;

  /**
   * @param signer called at each poll, since the key object changes with the HSM session
   * @param issuer the authority's base URL, the {@code iss} of every token
   * @param waiters long polls, which {@link #wakeReceivers} answers
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

  /** The oldest events that the receiver has not acknowledged, signed. */
  public Batch next(Receiver receiver, int most) {
    List<FeedEventRow> rows =
        reader.read(
            em -> {
              FeedReceiverRow row = em.find(FeedReceiverRow.class, FeedReceiverRow.key(receiver));
              return after(em, receiver, row == null ? 0 : row.acknowledged(), most + 1);
            });
    Map<String, String> sets = new LinkedHashMap<>();
    if (!rows.isEmpty() && most > 0) {
      JwsSigner jws = signer.get();
      rows.stream()
          .limit(most)
          .forEach(row -> sets.put(row.jti(), jws.sign(TYPE, StrictJson.object(row.claims()))));
    }
    return new Batch(sets, rows.size() > most);
  }

  /**
   * Takes note of a poll: from now on the receiver is known, and the events that it names are not
   * sent to it again. Unknown ones are no error (RFC 8936 section 2.4). Events count in the order
   * in which they are sent: one that the receiver acknowledges before an older one is sent again.
   */
  public void acknowledge(Receiver receiver, Collection<String> jtis, Instant now) {
    Set<String> named = Set.copyOf(jtis);
    if (named.isEmpty() && isNoted(receiver, now)) {
      return;
    }
    writer.commitAmongNodes(
        em -> {
          FeedReceiverRow row = em.find(FeedReceiverRow.class, FeedReceiverRow.key(receiver));
          if (row == null) {
            row = new FeedReceiverRow(receiver, now);
            em.persist(row);
          }
          long last = row.acknowledged();
          for (FeedEventRow event : after(em, receiver, last, named.size())) {
            if (!named.contains(event.jti())) {
              break;
            }
            last = event.seq();
          }
          row.acknowledge(last, now);
        });
  }

  private boolean isNoted(Receiver receiver, Instant now) {
    return reader.read(
        em -> {
          FeedReceiverRow row = em.find(FeedReceiverRow.class, FeedReceiverRow.key(receiver));
          return row != null && row.isNotedAt(now);
        });
  }

  private static List<FeedEventRow> after(
      EntityManager em, Receiver receiver, long acknowledged, int most) {
    if (most == 0) {
      return List.of();
    }
    return em.createQuery(
            "select e from FeedEvent e where e.stream = :stream and e.seq > :after"
                + " order by e.stream, e.seq",
            FeedEventRow.class)
        .setParameter("stream", receiver.stream())
        .setParameter("after", acknowledged)
        .setMaxResults(most)
        .getResultList();
  }

  /**
   * Deletes events that every receiver has, events that no receiver has fetched in time, whose
   * revocations are on the CRL, and receivers that are gone.
   */
  public static UnitOfWork forget(Instant now) {
    return em -> {
      Instant oldest = now.minus(KEPT_FOR_ALL);
      em.createQuery("delete from FeedEvent e where e.at < :oldest")
          .setParameter("oldest", oldest)
          .executeUpdate();
      em.createQuery("delete from FeedReceiver r where r.polledAt < :oldest")
          .setParameter("oldest", oldest)
          .executeUpdate();
      for (String stream : STREAMS) {
        forgetAcknowledged(em, stream, now.minus(KEPT_FOR_NEW));
      }
    };
  }

  private static void forgetAcknowledged(EntityManager em, String stream, Instant before) {
    Long byAll =
        em.createQuery(
                "select min(r.acknowledged) from FeedReceiver r where r.stream = :stream",
                Long.class)
            .setParameter("stream", stream)
            .getSingleResult();
    if (byAll != null) {
      em.createQuery(
              "delete from FeedEvent e where e.stream = :stream and e.seq <= :last"
                  + " and e.at < :before")
          .setParameter("stream", stream)
          .setParameter("last", byAll)
          .setParameter("before", before)
          .executeUpdate();
    }
  }
}
