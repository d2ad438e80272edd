package org.bailiwick.aca.cascade;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Reads credentials that are neither revoked nor expired from the ledger. */
final class LivingCredentials {

  private static final List<String> COLUMNS =
      List.of(
          ("issuerId serial holder publicKeySha256 ownerKeySha256 deviceIssuer deviceSerial owner"
                  + " principalKind principalIssuer principalSubject requester")
              .split(" ", -1));

  private static final String SELECT =
      COLUMNS.stream().map(column -> "i." + column).collect(Collectors.joining(", ", "select ", ""))
          + ", i.crlShard, i.notAfter, i.seq from Issuance i where ";

  private static final String ALIVE =
      " and i.notAfter > :now and not exists (select r from Revocation r"
          + " where r.issuerId = i.issuerId and r.serial = i.serial)";

  /** Values in one query, since databases limit the parameters of a statement. */
  private static final int CHUNK = 200;

  private final EntityManager em;
  private final Instant now;
  private final int most;

  /**
   * @param most bound on the credentials that are read at once
   */
  LivingCredentials(EntityManager em, Instant now, int most) {
    this.em = em;
    this.now = now;
    this.most = most;
  }

  /** The valid credentials that have one of these values; REACH_TOO_WIDE if they are too many. */
  List<ReachedCredential> sharing(SubjectKind kind, Set<List<String>> values) {
    List<ReachedCredential> found = new ArrayList<>();
    List<List<String>> all = List.copyOf(values);
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<List<String>> chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
      found.addAll(query(kind, chunk, ALIVE));
      requireAtMost(most, found.size());
    }
    return found;
  }

  static void requireAtMost(int most, int found) {
    if (found > most) {
      throw new ProblemException(
          ProblemType.REACH_TOO_WIDE,
          "reach-too-wide",
          "The order would examine or revoke more credentials than the "
              + most
              + " that its policy allows at once.");
    }
  }

  /** This credential, even if it is revoked or expired. */
  List<ReachedCredential> evenIfEnded(List<String> ref) {
    return query(SubjectKind.CREDENTIAL, List.of(ref), "");
  }

  private List<ReachedCredential> query(SubjectKind kind, List<List<String>> values, String alive) {
    String matches =
        IntStream.range(0, values.size())
            .mapToObj(
                row ->
                    IntStream.range(0, kind.fields().size())
                        .mapToObj(at -> "i." + kind.fields().get(at) + " = :v" + row + "_" + at)
                        .collect(Collectors.joining(" and ", "(", ")")))
            .collect(Collectors.joining(" or ", "(", ")"));
    String condition = kind.condition().isEmpty() ? "" : " and " + kind.condition();
    TypedQuery<Object[]> query =
        em.createQuery(SELECT + matches + condition + alive, Object[].class);
    for (int row = 0; row < values.size(); row++) {
      for (int at = 0; at < kind.fields().size(); at++) {
        query.setParameter("v" + row + "_" + at, values.get(row).get(at));
      }
    }
    if (!alive.isEmpty()) {
      query.setParameter("now", now);
    }
    return query.setMaxResults(most + 1).getResultStream().map(LivingCredentials::reached).toList();
  }

  private static ReachedCredential reached(Object[] row) {
    Map<String, String> columns = new HashMap<>();
    for (int at = 0; at < COLUMNS.size(); at++) {
      columns.put(COLUMNS.get(at), (String) row[at]);
    }
    int after = COLUMNS.size();
    return new ReachedCredential(
        columns, (Integer) row[after], (Instant) row[after + 1], (Long) row[after + 2]);
  }
}
