package org.bailiwick.broker.leasereport;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.store.Rows;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/** What the Master Agent has to be told of leases, from their rows. */
public final class LeaseReports {
  private static final int BATCH = 100;

  /** An end that was recorded by an earlier version has no reason. */
  private static final String NO_REASON = "not-recorded";

  private final BrokerStore store;

  public LeaseReports(BrokerStore store) {
    this.store = store;
  }

  /**
   * A report that is due.
   *
   * @param jti of the token for which the lease was made
   * @param ended whether it tells the end too
   */
  record Due(String id, String jti, boolean ended, JsonObject body) {}

  /** The reports that are due, those of the oldest leases first; not all if there are many. */
  List<Due> due() {
    return store.transaction(
        connection ->
            Rows.all(
                connection,
                "select id, token_jti, token_sha256, asset, capability, method, external_name,"
                    + " opened_at, expires_at, ended_at, ended_by from back_end_lease"
                    + " where reported = 'NONE' or (reported = 'OPENED' and state = 'ENDED')"
                    + " order by opened_at, id limit "
                    + BATCH,
                LeaseReports::due));
  }

  private static Due due(ResultSet row) throws SQLException {
    LocalDateTime endedAt = row.getObject(10, LocalDateTime.class);
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("id", row.getString(1))
            .add("token_sha256", row.getString(3))
            .add("asset", row.getString(4))
            .add("capability", row.getString(5))
            .add("kind", row.getString(6))
            .add("name", row.getString(7))
            .add("opened_at", text(row.getObject(8, LocalDateTime.class)))
            .add("expires_at", text(row.getObject(9, LocalDateTime.class)));
    if (endedAt != null) {
      String reason = row.getString(11);
      body.add("ended_at", text(endedAt)).add("end_reason", reason == null ? NO_REASON : reason);
    }
    return new Due(row.getString(1), row.getString(2), endedAt != null, body.build());
  }

  private static String text(LocalDateTime column) {
    return column.toInstant(ZoneOffset.UTC).toString();
  }

  /** Records that the Master Agent has acknowledged the report. */
  void acknowledged(Due report) {
    store.transaction(
        connection ->
            Rows.run(
                connection,
                "update back_end_lease set reported = ? where id = ?",
                report.ended() ? "ENDED" : "OPENED",
                report.id()));
  }

  /** Records that the Master Agent does not take this report, which is not sent again. */
  void refused(Due report, String problem) {
    store.transaction(
        new AuditEntry(
            "lease.report-refused",
            Outcome.FAILED,
            problem,
            "",
            report.body().getString("asset"),
            Map.of("lease", report.id())),
        connection ->
            Rows.run(
                connection,
                "update back_end_lease set reported = 'ENDED' where id = ?",
                report.id()));
  }

  /** Whether a lease is open of which the Master Agent knows. */
  boolean hasOpen() {
    return store.transaction(
        connection ->
            Rows.first(
                    connection,
                    "select id from back_end_lease where reported = 'OPENED' and state <> 'ENDED'"
                        + " limit 1",
                    row -> true)
                .isPresent());
  }
}
