package org.bailiwick.master.reportedfact;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The facts that count now, in memory at each node. A change is a row with the next revision; since
 * processes write in turns, a node that has seen a revision has missed none below it.
 */
public final class ReportedFacts {
  private static final StructuredLog LOG = StructuredLog.of(ReportedFacts.class);

  /** The most facts; those whose time is over count until they are deleted. */
  static final int MOST = 10_000;

  /** The most facts of one source, so that it does not take the places of others. */
  static final int MOST_OF_SOURCE = MOST / 4;

  private static final int PAGE = 1000;
  private static final long NOTHING_FOLLOWED = -1;

  /** Longer than a node needs to learn of a change, and than clocks differ. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final String NEXT_REVISION = "select max(r.revision) from ReportedFactRow r";

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;
  private final Map<String, Map<String, ReportedFact>> bySubject = new ConcurrentHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private long followed = NOTHING_FOLLOWED;
  private volatile boolean complete;
  private volatile boolean failing;

  public ReportedFacts(Store store, GroupWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /** Has this called with the subject of each change that this node learns of. */
  public void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  /**
   * Stores a fact in the place of what the source has reported before of the subject. This node
   * counts with it when the method returns, and other nodes a moment later.
   *
   * @throws ProblemException too-many-requests with check reported-facts-full, at a bound
   */
  public void report(ReportedFact fact, AuditEntry... audit) {
    writer.commitAmongNodes(em -> store(em, fact), audit);
    follow();
  }

  /** Takes back what anybody has reported of this kind about the subject. */
  public void clear(FactKind kind, String subject, AuditEntry... audit) {
    Instant now = clock.instant();
    writer.commitAmongNodes(
        em -> {
          long revision = next(em);
          for (ReportedFactRow row : rows(em, kind, subject)) {
            ReportedFact before = row.fact();
            row.change(
                new ReportedFact(
                    before.kind(),
                    before.subject(),
                    before.source(),
                    ReportedFact.NONE,
                    before.reason(),
                    "{}",
                    now,
                    now),
                revision++);
          }
        },
        audit);
    follow();
  }

  /** What counts now of this kind about the subject, from memory. */
  public List<ReportedFact> of(FactKind kind, String subject) {
    Instant now = clock.instant();
    return bySubject.getOrDefault(subject, Map.of()).values().stream()
        .filter(fact -> fact.kind() == kind && fact.countsAt(now))
        .toList();
  }

  /** Whether this node has read all facts once; before, nobody knows what was reported. */
  public boolean isComplete() {
    return complete;
  }

  /**
   * Learns of changes since the last time; a timer calls it several times a second. While the
   * database is away, what is known counts until its end.
   */
  public void follow() {
    try {
      readChanges();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.fault("reported-facts.not-read", Map.of(), e);
      }
      failing = true;
    }
  }

  private synchronized void readChanges() {
    Set<String> changed = ConcurrentHashMap.newKeySet();
    int read = PAGE;
    while (read == PAGE) {
      List<Revised> page = page(followed);
      page.forEach(
          each -> {
            learn(each.fact());
            changed.add(each.fact().subject());
            followed = Math.max(followed, each.revision());
          });
      read = page.size();
    }
    complete = true;
    changed.forEach(subject -> listeners.forEach(listener -> listener.accept(subject)));
  }

  /** A fact with the number of its change. */
  private record Revised(ReportedFact fact, long revision) {}

  /** The next changes; each has a number of its own. */
  private List<Revised> page(long after) {
    return store.read(
        em ->
            em
                .createQuery(
                    "select r from ReportedFactRow r where r.revision > :after"
                        + " order by r.revision",
                    ReportedFactRow.class)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList()
                .stream()
                .map(row -> new Revised(row.fact(), row.revision()))
                .toList());
  }

  private void learn(ReportedFact fact) {
    Instant now = clock.instant();
    bySubject.compute(
        fact.subject(),
        (subject, before) -> {
          Map<String, ReportedFact> facts = new ConcurrentHashMap<>();
          if (before != null) {
            facts.putAll(before);
          }
          facts.put(fact.id(), fact);
          facts.values().removeIf(each -> !each.countsAt(now));
          return facts.isEmpty() ? null : facts;
        });
  }

  /** Deletes facts some time after their end, except the one with the last revision. */
  public void forget(Instant now) {
    writer.commit(
        em ->
            em.createQuery(
                    "delete from ReportedFactRow r where r.endsAt < :before"
                        + " and r.revision < (select max(n.revision) from ReportedFactRow n)")
                .setParameter("before", now.minus(KEPT))
                .executeUpdate());
    bySubject.values().removeIf(facts -> facts.values().stream().noneMatch(f -> f.countsAt(now)));
  }

  private static void store(EntityManager em, ReportedFact fact) {
    long revision = next(em);
    ReportedFactRow row = em.find(ReportedFactRow.class, fact.id());
    if (row != null) {
      row.change(fact, revision);
      return;
    }
    requireRoom(em, fact.source());
    em.persist(new ReportedFactRow(fact, revision));
  }

  private static void requireRoom(EntityManager em, String source) {
    long all = count(em, Optional.empty());
    if (all >= MOST || count(em, Optional.of(source)) >= MOST_OF_SOURCE) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "reported-facts-full",
          "As many facts are reported as are kept at once.");
    }
  }

  private static long count(EntityManager em, Optional<String> source) {
    String of = source.isPresent() ? " where r.source = :source" : "";
    TypedQuery<Long> query =
        em.createQuery("select count(r) from ReportedFactRow r" + of, Long.class);
    source.ifPresent(name -> query.setParameter("source", name));
    return query.getSingleResult();
  }

  private static long next(EntityManager em) {
    Long highest = em.createQuery(NEXT_REVISION, Long.class).getSingleResult();
    return highest == null ? 0 : highest + 1;
  }

  private static List<ReportedFactRow> rows(EntityManager em, FactKind kind, String subject) {
    return em.createQuery(
            "select r from ReportedFactRow r where r.kind = :kind and r.subject = :subject",
            ReportedFactRow.class)
        .setParameter("kind", kind.text())
        .setParameter("subject", subject)
        .getResultList();
  }
}
