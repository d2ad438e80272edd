package org.bailiwick.master.enforcementfeed;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.storage.Store;

/** Reads from the token ledger which tokens are for one callee, and which tokens have ended. */
final class TaskRows {

  /** More steps than all nodes execute at once. */
  private static final int MOST_TASKS = 100_000;

  private static final int IDS_AT_ONCE = 500;

  /** More generations than the mint allows. */
  private static final int MOST_GENERATIONS = 33;

  private final Store store;
  private final String node;

  /**
   * The rows of all nodes.
   *
   * @param node the SPIFFE id of this node, which stands for whichever sends the order of a step
   */
  TaskRows(Store store, String node) {
    this.store = store;
    this.node = node;
  }

  /** A row of the ledger. */
  private record Found(
      String jti, String job, String step, String callee, String parent, String txn, Instant end) {}

  /** The unended tokens that were issued after a time and have not expired. */
  List<LiveTask> live(Instant issuedAfter, Instant now, Set<String> known) {
    return store.read(
        em -> {
          List<Found> found =
              rows(em, issuedAfter, now).stream()
                  .filter(row -> !known.contains(row.jti()))
                  .toList();
          return found.isEmpty() ? List.of() : tasks(em, found);
        });
  }

  /** Those of these tokens that have ended. */
  Set<String> ended(Collection<String> ids) {
    return store.read(em -> ended(em, ids));
  }

  /** The tokens that have ended after this time. */
  List<String> endedAfter(Instant time) {
    return store.read(
        em ->
            em.createQuery("select e.jti from TokenEndRow e where e.endedAt > :time", String.class)
                .setParameter("time", time)
                .getResultList());
  }

  private static List<Found> rows(EntityManager em, Instant issuedAfter, Instant now) {
    return em
        .createQuery(
            "select t.jti, t.jobId, t.stepId, t.holder, t.parentJti, j.txn, t.expiresAt"
                + " from TokenRow t, JobRow j where j.jobId = t.jobId"
                + " and t.kind in ('step', 'replacement') and t.holder is not null"
                + " and t.issuedAt > :after and t.expiresAt > :now",
            Object[].class)
        .setParameter("after", issuedAfter)
        .setParameter("now", now)
        .setMaxResults(MOST_TASKS)
        .getResultList()
        .stream()
        .map(TaskRows::found)
        .toList();
  }

  private static Found found(Object[] row) {
    return new Found(
        (String) row[0],
        (String) row[1],
        (String) row[2],
        (String) row[3],
        (String) row[4],
        (String) row[5],
        (Instant) row[6]);
  }

  private List<LiveTask> tasks(EntityManager em, List<Found> found) {
    Parentage parentage = parentage(em, found.stream().map(Found::parent).toList());
    Set<String> ids = new HashSet<>(parentage.parents().keySet());
    found.forEach(row -> ids.add(row.jti()));
    Set<String> ended = ended(em, ids);
    List<LiveTask> live = new ArrayList<>();
    for (Found row : found) {
      LiveTask task = task(row, parentage);
      if (task.ancestors().stream().noneMatch(ended::contains)) {
        live.add(task);
      }
    }
    return live;
  }

  /** The holder of the parent calls; the root of a job has none, since the Master Agent calls. */
  private LiveTask task(Found row, Parentage parentage) {
    List<String> ancestors = new ArrayList<>(List.of(row.jti()));
    Optional<String> next = Optional.ofNullable(row.parent());
    while (next.isPresent() && ancestors.size() <= MOST_GENERATIONS) {
      ancestors.add(next.get());
      next = Optional.ofNullable(parentage.parents().get(next.get()));
    }
    return new LiveTask(
        row.job() + "/" + row.step() + "/" + row.jti(),
        row.txn(),
        Optional.ofNullable(parentage.holders().get(row.parent())).orElse(node),
        row.callee(),
        row.end(),
        ancestors);
  }

  /** The parents and the holders of tokens by their ids; null where there is none. */
  private record Parentage(Map<String, String> parents, Map<String, String> holders) {}

  private static Parentage parentage(EntityManager em, Collection<String> youngest) {
    Map<String, String> parents = new HashMap<>();
    Map<String, String> holders = new HashMap<>();
    Set<String> generation = new HashSet<>(youngest);
    generation.remove(null);
    for (int depth = 0; !generation.isEmpty() && depth < MOST_GENERATIONS; depth++) {
      Set<String> older = new HashSet<>();
      for (Object[] row :
          byIds(
              em,
              "select t.jti, t.parentJti, t.holder from TokenRow t where t.jti in :ids",
              generation,
              Object[].class)) {
        parents.put((String) row[0], (String) row[1]);
        holders.put((String) row[0], (String) row[2]);
        older.add((String) row[1]);
      }
      older.remove(null);
      older.removeAll(parents.keySet());
      generation = older;
    }
    return new Parentage(parents, holders);
  }

  private static Set<String> ended(EntityManager em, Collection<String> ids) {
    return new HashSet<>(
        byIds(em, "select e.jti from TokenEndRow e where e.jti in :ids", ids, String.class));
  }

  private static <T> List<T> byIds(
      EntityManager em, String query, Collection<String> ids, Class<T> type) {
    List<String> all = List.copyOf(ids);
    List<T> rows = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IDS_AT_ONCE) {
      rows.addAll(
          em.createQuery(query, type)
              .setParameter("ids", all.subList(from, Math.min(all.size(), from + IDS_AT_ONCE)))
              .getResultList());
    }
    return rows;
  }
}
