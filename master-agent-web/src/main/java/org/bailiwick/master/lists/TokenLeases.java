package org.bailiwick.master.lists;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.lists.ListColumns;
import org.bailiwick.node.lists.ListColumns.Values;

/**
 * The leases of the tokens of one page: credentials that the holder of a token has made with it at
 * a back end, as it has reported them.
 */
final class TokenLeases {

  /** Of all tokens of a page together; the newest are shown. */
  static final int MOST = 2000;

  private static final ListColumns COLUMNS =
      ListColumns.of(
          "BackEndLeaseRow",
          "id",
          "jti",
          "asset",
          "capability",
          "kind",
          "externalName",
          "openedAt",
          "expiresAt",
          "endedAt",
          "endReason");

  private final Map<String, List<Map<String, Object>>> byToken = new HashMap<>();

  private TokenLeases() {}

  /** The leases of the tokens that have these rows. */
  static TokenLeases of(EntityManager em, List<Values> tokens, Instant now) {
    TokenLeases found = new TokenLeases();
    List<String> jtis = tokens.stream().map(row -> row.text("jti")).toList();
    if (!jtis.isEmpty()) {
      List<Values> rows =
          new ArrayList<>(
              COLUMNS.rows(
                  em.createQuery(
                          COLUMNS.select()
                              + " where r.jti in :jtis order by r.openedAt desc, r.id desc",
                          Object[].class)
                      .setParameter("jtis", jtis)
                      .setMaxResults(MOST)));
      Collections.reverse(rows);
      rows.forEach(row -> found.add(row, now));
    }
    return found;
  }

  private void add(Values row, Instant now) {
    byToken.computeIfAbsent(row.text("jti"), jti -> new ArrayList<>()).add(entry(row, now));
  }

  /** Adds the member {@code leases}, the oldest first, if the token has any. */
  void addTo(Map<String, Object> members, String jti) {
    JobList.putIfPresent(members, "leases", byToken.get(jti));
  }

  private static Map<String, Object> entry(Values row, Instant now) {
    Optional<Instant> endedAt = Optional.ofNullable(row.time("endedAt"));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", row.get("id"));
    members.put("state", state(endedAt, row.time("expiresAt"), now));
    members.put("asset", row.get("asset"));
    members.put("capability", row.get("capability"));
    members.put("kind", row.get("kind"));
    members.put("name", row.get("externalName"));
    members.put("opened_at", row.time("openedAt"));
    members.put("expires_at", row.time("expiresAt"));
    endedAt.ifPresent(at -> members.put("ended_at", at));
    JobList.putIfPresent(members, "end_reason", row.get("endReason"));
    return members;
  }

  /** A lease that has expired may still be there: its agent has not said that it is gone. */
  private static String state(Optional<Instant> endedAt, Instant expiresAt, Instant now) {
    if (endedAt.isPresent()) {
      return "ended";
    }
    return now.isBefore(expiresAt) ? "open" : "expired";
  }
}
