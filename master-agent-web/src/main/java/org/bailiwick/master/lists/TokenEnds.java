package org.bailiwick.master.lists;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.lists.ListColumns;
import org.bailiwick.node.lists.ListColumns.Values;

/**
 * The ends of the tokens of one page. A token has ended if it or one of its ancestors has, so the
 * ancestors of all tokens of the page are looked up together, one generation at a time.
 */
final class TokenEnds {

  /** The greatest number of generations, which is more than the mint allows. */
  private static final int MOST_GENERATIONS = 33;

  private static final ListColumns ENDS = ListColumns.of("TokenEndRow", "jti", "endedAt", "reason");
  private static final ListColumns PARENTS = ListColumns.of("TokenRow", "jti", "parentJti");

  private final Map<String, End> ends = new HashMap<>();
  private final Map<String, String> parents = new HashMap<>();

  private TokenEnds() {}

  /** The end of the token {@code jti}, which ended all that descend from it. */
  record End(String jti, Instant at, String reason) {}

  /** The ends of the tokens that have these rows. */
  static TokenEnds of(EntityManager em, List<Values> rows) {
    TokenEnds found = new TokenEnds();
    found.addParents(rows);
    Set<String> generation = new HashSet<>();
    rows.forEach(row -> generation.add(row.text("jti")));
    found.lookUp(em, generation);
    return found;
  }

  /** The end of this token, or of its nearest ancestor that has ended. */
  Optional<End> end(String jti) {
    String token = jti;
    for (int depth = 0; token != null && depth <= MOST_GENERATIONS; depth++) {
      if (ends.containsKey(token)) {
        return Optional.of(ends.get(token));
      }
      token = parents.get(token);
    }
    return Optional.empty();
  }

  private void lookUp(EntityManager em, Set<String> first) {
    Set<String> known = new HashSet<>();
    Set<String> generation = first;
    for (int depth = 0; !generation.isEmpty() && depth < MOST_GENERATIONS; depth++) {
      known.addAll(generation);
      addEnds(em, generation);
      Set<String> next = new HashSet<>();
      generation.forEach(token -> next.add(parents.get(token)));
      next.remove(null);
      next.removeAll(known);
      if (!next.isEmpty()) {
        addParents(read(em, PARENTS, next));
      }
      generation = next;
    }
  }

  private void addEnds(EntityManager em, Collection<String> tokens) {
    for (Values row : read(em, ENDS, tokens)) {
      String jti = row.text("jti");
      ends.put(jti, new End(jti, row.time("endedAt"), row.text("reason")));
    }
  }

  private static List<Values> read(
      EntityManager em, ListColumns columns, Collection<String> tokens) {
    return columns.rows(
        em.createQuery(columns.select() + " where r.jti in :tokens", Object[].class)
            .setParameter("tokens", tokens));
  }

  private void addParents(List<Values> rows) {
    rows.forEach(row -> parents.put(row.text("jti"), row.text("parentJti")));
  }
}
