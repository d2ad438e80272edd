package org.bailiwick.command.archive;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.node.audit.ArchiveStatement.Counts;

/**
 * Credentials that are no longer needed. These stay, whatever their age: credentials that expired
 * or were revoked after the given time (for CRLs); credentials that a ceremony made (its record
 * would add them again); the newest of each holder under each issuer and of each device under a
 * name (a renewal names it, and an older one in its place would look like a clone); and all
 * credentials of a frozen name. Compromised keys are in another table, which this class does not
 * change.
 */
final class ExpiredCredentials {

  private static final String COMPLETED_LATER =
      "exists (select 1 from issuance n join completion c"
          + " on c.issuer_id = n.issuer_id and c.serial = n.serial"
          + " where n.agent = i.agent and n.seq > i.seq";

  private static final String SUPERSEDED =
      COMPLETED_LATER
          + " and n.issuer_id = i.issuer_id)"
          + " and (i.device_issuer is null or "
          + COMPLETED_LATER
          + " and n.device_issuer = i.device_issuer and n.device_serial = i.device_serial))";

  private static final String EXPIRED =
      "select * from issuance i where i.not_after < ? and i.reserved_at < ? and i.request_id <>"
          + " 'ceremony' and not exists (select 1 from revocation r where r.issuer_id = i.issuer_id"
          + " and r.serial = i.serial and r.revoked_at >= ?) and not exists (select 1 from"
          + " identity_freeze f where f.agent = i.agent and not exists (select 1 from"
          + " identity_release l where l.freeze_id = f.freeze_id)) and (not exists (select 1 from"
          + " completion c where c.issuer_id = i.issuer_id and c.serial = i.serial) or ("
          + SUPERSEDED
          + ")) order by i.issuer_id, i.serial";

  private final Connection connection;
  private long issuances;
  private long completions;
  private long revocations;
  private long enrolments;
  private String first = "";
  private String last = "";

  ExpiredCredentials(Connection connection) {
    this.connection = connection;
  }

  /** Reads each credential with its other rows, in the order of issuer and serial. */
  void read(Instant before, Consumer<JsonObject> action) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(EXPIRED);
        PreparedStatement completion = select("completion");
        PreparedStatement revocation = select("revocation");
        PreparedStatement enrolment = select("enrolment")) {
      for (int parameter = 1; parameter <= 3; parameter++) {
        query.setObject(parameter, StoredRows.stored(before));
      }
      StoredRows.each(
          query,
          row -> {
            JsonObject issuance = StoredRows.any(row);
            JsonObjectBuilder whole = Json.createObjectBuilder().add("issuance", issuance);
            Optional<JsonObject> signed = one(completion, issuance);
            Optional<JsonObject> ended = one(revocation, issuance);
            signed.ifPresent(found -> whole.add("completion", found));
            ended.ifPresent(found -> whole.add("revocation", found));
            completions += signed.isPresent() ? 1 : 0;
            revocations += ended.isPresent() ? 1 : 0;
            action.accept(whole.add("enrolments", all(enrolment, issuance)).build());
            count(issuance);
          });
    }
  }

  private void count(JsonObject issuance) {
    String name = issuance.getString("issuer_id") + "/" + issuance.getString("serial");
    first = issuances == 0 ? name : first;
    last = name;
    issuances++;
  }

  Counts counts() {
    return new Counts(issuances, completions, revocations, enrolments);
  }

  String first() {
    return first;
  }

  String last() {
    return last;
  }

  private PreparedStatement select(String table) throws SQLException {
    return connection.prepareStatement(
        "select * from " + table + " where issuer_id = ? and serial = ?");
  }

  private static Optional<JsonObject> one(PreparedStatement query, JsonObject issuance)
      throws SQLException {
    try (ResultSet row = rows(query, issuance)) {
      return row.next() ? Optional.of(StoredRows.any(row)) : Optional.empty();
    }
  }

  private JsonArrayBuilder all(PreparedStatement query, JsonObject issuance) throws SQLException {
    JsonArrayBuilder found = Json.createArrayBuilder();
    try (ResultSet row = rows(query, issuance)) {
      while (row.next()) {
        found.add(StoredRows.any(row));
        enrolments++;
      }
    }
    return found;
  }

  private static ResultSet rows(PreparedStatement query, JsonObject issuance) throws SQLException {
    query.setString(1, issuance.getString("issuer_id"));
    query.setString(2, issuance.getString("serial"));
    return query.executeQuery();
  }
}
