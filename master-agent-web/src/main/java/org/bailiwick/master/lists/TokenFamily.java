package org.bailiwick.master.lists;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.lists.ListColumns.Values;

/**
 * One token of the ledger with those that it descends from, the nearest first, and those that
 * descend from it, one generation after the other and the oldest first. Each is an entry as in
 * {@link TokenList}.
 */
public final class TokenFamily {

  /** Accepted work that is polled for hours has so many tokens. */
  static final int MOST_DESCENDANTS = 2000;

  /** More than the mint allows. */
  private static final int MOST_ANCESTORS = 33;

  private final Store store;
  private final Clock clock;

  public TokenFamily(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * The members {@code token}, {@code ancestors}, {@code descendants}, {@code more_descendants}.
   */
  public Optional<Map<String, Object>> find(String jti) {
    return store.read(em -> named(em, jti).map(token -> family(em, token)));
  }

  private Map<String, Object> family(EntityManager em, Values token) {
    List<Values> ancestors = ancestors(em, token);
    List<Values> descendants = descendants(em, token.text("jti"));
    boolean more = descendants.size() > MOST_DESCENDANTS;
    List<Values> rows = new ArrayList<>(List.of(token));
    rows.addAll(ancestors);
    rows.addAll(more ? descendants.subList(0, MOST_DESCENDANTS) : descendants);
    Instant now = clock.instant();
    TokenEnds ends = TokenEnds.of(em, rows);
    TokenLeases leases = TokenLeases.of(em, rows, now);
    List<Map<String, Object>> entries =
        rows.stream().map(row -> TokenList.entry(row, ends, leases, now).members()).toList();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("token", entries.getFirst());
    members.put("ancestors", entries.subList(1, 1 + ancestors.size()));
    members.put("descendants", entries.subList(1 + ancestors.size(), entries.size()));
    members.put("more_descendants", more);
    return members;
  }

  private static Optional<Values> named(EntityManager em, String jti) {
    return TokenList.COLUMNS
        .rows(
            em.createQuery(TokenList.COLUMNS.select() + " where r.jti = :jti", Object[].class)
                .setParameter("jti", jti))
        .stream()
        .findFirst();
  }

  private static List<Values> ancestors(EntityManager em, Values token) {
    List<Values> ancestors = new ArrayList<>();
    Optional<String> parent = Optional.ofNullable(token.text("parentJti"));
    while (parent.isPresent() && ancestors.size() < MOST_ANCESTORS) {
      Optional<Values> row = named(em, parent.get());
      row.ifPresent(ancestors::add);
      parent = row.map(found -> found.text("parentJti"));
    }
    return ancestors;
  }

  /** One more than the bound, if there are more. */
  private static List<Values> descendants(EntityManager em, String jti) {
    List<Values> descendants = new ArrayList<>();
    List<String> generation = List.of(jti);
    while (!generation.isEmpty() && descendants.size() <= MOST_DESCENDANTS) {
      List<Values> children =
          TokenList.COLUMNS.rows(
              em.createQuery(
                      TokenList.COLUMNS.select()
                          + " where r.parentJti in :parents order by r.issuedAt, r.jti",
                      Object[].class)
                  .setParameter("parents", generation)
                  .setMaxResults(MOST_DESCENDANTS + 1 - descendants.size()));
      descendants.addAll(children);
      generation = children.stream().map(child -> child.text("jti")).toList();
    }
    return descendants;
  }
}
