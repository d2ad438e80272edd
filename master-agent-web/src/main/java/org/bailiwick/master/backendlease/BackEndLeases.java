package org.bailiwick.master.backendlease;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.UnitOfWork;

/** The rows of all leases, and which of them have to end because their token has. */
public final class BackEndLeases {

  /** More than an agent has for one token, whose life is some minutes. */
  static final int MOST_OF_TOKEN = 100;

  /** Open leases of one agent that have not expired. */
  static final int MOST_OPEN = 1000;

  /** More generations than the mint allows. */
  private static final int MOST_GENERATIONS = 33;

  private final Store store;
  private final Clock clock;
  private final int mostOfToken;
  private final int mostOpen;

  public BackEndLeases(Store store, Clock clock) {
    this(store, clock, MOST_OF_TOKEN, MOST_OPEN);
  }

  /** The same with other bounds. */
  BackEndLeases(Store store, Clock clock, int mostOfToken, int mostOpen) {
    this.store = store;
    this.clock = clock;
    this.mostOfToken = mostOfToken;
    this.mostOpen = mostOpen;
  }

  /** A lease that has to end, and why its token has ended. */
  record Due(String id, String reason) {}

  /**
   * What an agent has open.
   *
   * @param any whether it has any lease that is open
   * @param due those of them whose token has ended, itself or with an ancestor
   */
  record Open(boolean any, List<Due> due) {}

  /** Whether the lease with this id has ended; empty if it was never reported. */
  Optional<Boolean> hasEnded(String id) {
    return store.read(
        em ->
            Optional.ofNullable(em.find(BackEndLeaseRow.class, id))
                .map(row -> row.endedAt().isPresent()));
  }

  /**
   * Records what was reported. What is known already is left as it is, also by an older report that
   * comes after a newer one.
   *
   * @throws ProblemException in the transaction: idempotency-key-reused with check lease-id-reused
   *     if the id is another lease's, policy-denied with check leases-of-token, too-many-requests
   *     with check leases-of-agent
   */
  UnitOfWork recording(String jti, String holder, LeaseReport report) {
    Instant now = clock.instant();
    return em -> {
      BackEndLeaseRow row = em.find(BackEndLeaseRow.class, report.id());
      if (row == null) {
        requireRoom(em, jti, holder, now);
        em.persist(BackEndLeaseRow.of(jti, holder, report));
        em.flush(); // so that later units of this batch count the row
      } else if (row.isOf(jti, holder, report)) {
        report.end().ifPresent(row::end);
      } else {
        throw new ProblemException(
            ProblemType.IDEMPOTENCY_KEY_REUSED,
            "lease-id-reused",
            "The id names another lease, or this one was opened otherwise.");
      }
    };
  }

  private void requireRoom(EntityManager em, String jti, String holder, Instant now) {
    long ofToken =
        em.createQuery("select count(l) from BackEndLeaseRow l where l.jti = :jti", Long.class)
            .setParameter("jti", jti)
            .getSingleResult();
    long open =
        em.createQuery(
                "select count(l) from BackEndLeaseRow l where l.holder = :holder"
                    + " and l.endedAt is null and l.expiresAt > :now",
                Long.class)
            .setParameter("holder", holder)
            .setParameter("now", now)
            .getSingleResult();
    if (ofToken >= mostOfToken) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "leases-of-token",
          "The token has as many leases as a token may have.");
    }
    if (open >= mostOpen) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "leases-of-agent",
          "The agent has as many open leases as an agent may have.");
    }
  }

  /** The open leases of this agent. One whose time is over is not open. */
  Open open(String holder) {
    Instant now = clock.instant();
    return store.read(em -> open(em, holder, now));
  }

  private Open open(EntityManager em, String holder, Instant now) {
    List<Object[]> rows =
        em.createQuery(
                "select l.id, l.jti from BackEndLeaseRow l where l.holder = :holder"
                    + " and l.endedAt is null and l.expiresAt > :now order by l.openedAt, l.id",
                Object[].class)
            .setParameter("holder", holder)
            .setParameter("now", now)
            .setMaxResults(mostOpen)
            .getResultList();
    Set<String> tokens = new LinkedHashSet<>();
    rows.forEach(row -> tokens.add((String) row[1]));
    Map<String, String> ends = ends(em, tokens);
    List<Due> due = new ArrayList<>();
    for (Object[] row : rows) {
      Optional.ofNullable(ends.get((String) row[1]))
          .ifPresent(reason -> due.add(new Due((String) row[0], reason)));
    }
    return new Open(!rows.isEmpty(), due);
  }

  /** The reasons of those tokens that have ended, themselves or with an ancestor. */
  private static Map<String, String> ends(EntityManager em, Set<String> tokens) {
    Map<String, String> ends = new HashMap<>();
    Map<String, String> ancestors = new HashMap<>();
    tokens.forEach(token -> ancestors.put(token, token));
    for (int depth = 0; !ancestors.isEmpty() && depth < MOST_GENERATIONS; depth++) {
      Set<String> generation = Set.copyOf(ancestors.values());
      Map<String, String> reasons =
          texts(em, "select e.jti, e.reason from TokenEndRow e where e.jti in :ids", generation);
      Map<String, String> parents =
          texts(em, "select t.jti, t.parentJti from TokenRow t where t.jti in :ids", generation);
      for (Map.Entry<String, String> each : Map.copyOf(ancestors).entrySet()) {
        Optional.ofNullable(reasons.get(each.getValue()))
            .ifPresent(reason -> ends.put(each.getKey(), reason));
        String parent = parents.get(each.getValue());
        if (ends.containsKey(each.getKey()) || parent == null) {
          ancestors.remove(each.getKey());
        } else {
          ancestors.put(each.getKey(), parent);
        }
      }
    }
    return ends;
  }

  private static Map<String, String> texts(EntityManager em, String query, Collection<String> ids) {
    Map<String, String> texts = new HashMap<>();
    em.createQuery(query, Object[].class)
        .setParameter("ids", ids)
        .getResultList()
        .forEach(row -> texts.put((String) row[0], (String) row[1]));
    return texts;
  }
}
