package org.bailiwick.master.tokenplace;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.node.statuslist.StatusPlace;
import org.bailiwick.node.writer.UnitOfWork;

/** Stores the places of access tokens, and finds those of tokens that have ended. */
public final class TokenPlaces {

  private static final String PLACES =
      "select p.statusList, p.statusIndex from TokenEndRow e, TokenPlaceRow p";
  private static final String RECENT = " where e.reason in :reasons and e.endedAt > :after";

  private TokenPlaces() {}

  /** Stores the place of a token, which is stored before. */
  public static UnitOfWork insertion(String jti, StatusPlace place) {
    return em -> em.persist(new TokenPlaceRow(jti, place));
  }

  /**
   * The places of the tokens that ended after this time for one of these reasons, themselves or
   * with the session of their person, from which no access token is further than a generation.
   */
  public static List<StatusPlace> endedAfter(
      EntityManager em, Collection<String> reasons, Instant after) {
    return Stream.of(
            em.createQuery(PLACES + RECENT + " and p.jti = e.jti", Object[].class),
            em.createQuery(
                PLACES + ", TokenRow t" + RECENT + " and t.parentJti = e.jti and p.jti = t.jti",
                Object[].class))
        .flatMap(query -> places(query, reasons, after))
        .toList();
  }

  private static Stream<StatusPlace> places(
      TypedQuery<Object[]> query, Collection<String> reasons, Instant after) {
    return query
        .setParameter("reasons", reasons)
        .setParameter("after", after)
        .getResultStream()
        .map(row -> new StatusPlace((Long) row[0], (Integer) row[1]));
  }
}
