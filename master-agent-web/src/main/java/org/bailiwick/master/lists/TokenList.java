package org.bailiwick.master.lists;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.lists.TokenEnds.End;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.lists.KeysetQuery;
import org.bailiwick.node.lists.ListColumns;
import org.bailiwick.node.lists.ListColumns.Values;
import org.bailiwick.node.lists.ListPosition;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;

/**
 * The list of all rows of the token ledger, newest first. Each entry names its parent, so that a
 * reader can draw the tree of a job; no entry has a token, or a digest of one.
 */
public final class TokenList implements ListSource {
  private static final String JOB = "job";
  static final ListColumns COLUMNS =
      ListColumns.of(
          "TokenRow",
          "jti",
          "kind",
          "parentJti",
          "caller",
          "holder",
          "jobId",
          "stepId",
          "scope",
          "issuedAt",
          "expiresAt");

  private final Store store;
  private final Clock clock;

  public TokenList(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "tokens";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of("caller", Set.of(), JOB, Set.of());
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    return store.read(em -> entries(em, rows(em, query, after, most)));
  }

  private static List<Values> rows(
      EntityManager em, ListQuery query, Optional<String> after, int most) {
    List<Values> rows =
        new ArrayList<>(
            new KeysetQuery(COLUMNS, "issuedAt", "jti")
                .where("jobId", query.filter(JOB))
                .where("caller", query.filter("caller"))
                .since(query.since())
                .after(after)
                .read(em, most));
    if (rows.size() < most) {
      query.filter(JOB).ifPresent(job -> rows.addAll(accessToken(em, job)));
    }
    return rows;
  }

  /**
   * The access token from which the tokens of the job descend. It is older than they are, and other
   * jobs may descend from it too, so it is the last entry of a job's list.
   */
  private static List<Values> accessToken(EntityManager em, String job) {
    String parents =
        " where r.jti in (select p.parentJti from TokenRow p"
            + " where p.jobId = :job and p.kind = 'job')";
    return COLUMNS.rows(
        em.createQuery(COLUMNS.select() + parents, Object[].class).setParameter("job", job));
  }

  private List<Entry> entries(EntityManager em, List<Values> rows) {
    TokenEnds ends = TokenEnds.of(em, rows);
    Instant now = clock.instant();
    TokenLeases leases = TokenLeases.of(em, rows, now);
    return rows.stream().map(row -> entry(row, ends, leases, now)).toList();
  }

  static Entry entry(Values row, TokenEnds ends, TokenLeases leases, Instant now) {
    String jti = row.text("jti");
    Instant issuedAt = row.time("issuedAt");
    Instant expiresAt = row.time("expiresAt");
    Optional<End> end = ends.end(jti);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("jti", jti);
    members.put("kind", row.get("kind"));
    members.put("state", state(end, expiresAt, now));
    JobList.putIfPresent(members, "parent", row.get("parentJti"));
    members.put("caller", row.get("caller"));
    JobList.putIfPresent(members, "holder", row.get("holder"));
    JobList.putIfPresent(members, JOB, row.get("jobId"));
    JobList.putIfPresent(members, "step", row.get("stepId"));
    members.put("scope", row.get("scope"));
    members.put("issued_at", issuedAt);
    members.put("expires_at", expiresAt);
    end.ifPresent(
        it -> {
          members.put("ended_at", it.at());
          members.put("end_reason", it.reason());
          members.put("ended_with", it.jti());
        });
    leases.addTo(members, jti);
    return new Entry(new ListPosition(issuedAt, jti).text(), members);
  }

  private static String state(Optional<End> end, Instant expiresAt, Instant now) {
    if (end.isPresent()) {
      return "ended";
    }
    return now.isBefore(expiresAt) ? "live" : "expired";
  }
}
