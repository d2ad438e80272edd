package org.bailiwick.aca.comparison;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.aca.naming.AgentNames;

/**
 * Reads the facts in the ledger's tables, in pages by key. Rows from ceremonies are left out, since
 * the log has only one event for each ceremony.
 */
final class StoredFacts {

  private static final int PAGE = 5_000;

  private static final String OF_CREDENTIALS =
      " where i.issuer_id = ? and i.serial > ? order by i.issuer_id, i.serial"
          + " fetch first "
          + PAGE
          + " rows only";

  private static final String ISSUANCES =
      "select i.serial, i.not_after, i.reserved_at, i.request_id, i.agent, i.profile, i.owner"
          + " from issuance i"
          + OF_CREDENTIALS;

  private static final String COMPLETIONS =
      "select i.serial, n.not_after, i.completed_at, n.request_id, i.certificate, n.tbs"
          + " from completion i"
          + " join issuance n on n.issuer_id = i.issuer_id and n.serial = i.serial"
          + OF_CREDENTIALS;

  private static final String REVOCATIONS =
      "select i.serial, n.not_after, i.revoked_at, '', i.reason, i.revoked_by from revocation i"
          + " join issuance n on n.issuer_id = i.issuer_id and n.serial = i.serial"
          + OF_CREDENTIALS;

  private static final String CEREMONY = "ceremony";

  private final Connection connection;

  StoredFacts(Connection connection) {
    this.connection = connection;
  }

  interface RowVisitor {
    void visit(ResultSet row) throws SQLException;
  }

  /** Makes a fact of a row. */
  private interface Reader {
    Fact read(ResultSet row) throws SQLException;
  }

  /**
   * Visits the facts of all rows.
   *
   * @param named receives the holder of each agent's credential
   */
  void forEach(Consumer<Fact> to, Consumer<String> named) throws SQLException {
    for (String issuer : issuers()) {
      credentials(ISSUANCES, issuer, row -> issuance(issuer, row, named), to);
      credentials(COMPLETIONS, issuer, row -> completion(issuer, row), to);
      credentials(REVOCATIONS, issuer, row -> revocation(issuer, row), to);
    }
    for (SmallTable table : SmallTable.values()) {
      table.forEach(connection, to);
    }
  }

  interface Names {
    void accept(String agent, String owner, Instant since);
  }

  private static final String NAMES =
      "select trust_domain, name, generation, owner, since from agent_name"
          + " where trust_domain = ? and name >= ? order by trust_domain, name, generation"
          + " fetch first "
          + PAGE
          + " rows only";

  /** Visits every generation of every name's ownership. */
  void names(Names to) throws SQLException {
    for (String domain :
        distinct("select min(trust_domain) from agent_name where trust_domain > ?")) {
      names(domain, to);
    }
  }

  private void names(String domain, Names to) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(NAMES)) {
      String name = "";
      int generation = 0;
      int read;
      do {
        read = 0;
        query.setString(1, domain);
        query.setString(2, name);
        String lastName = name;
        int lastGeneration = generation;
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            name = row.getString(2);
            generation = row.getInt(3);
            if (!name.equals(lastName) || generation > lastGeneration) {
              read++;
              to.accept(AgentNames.idOf(domain, name), row.getString(4), LogPages.time(row, 5));
            }
          }
        }
      } while (read > 0);
    }
  }

  private List<String> issuers() throws SQLException {
    return distinct("select min(issuer_id) from issuance where issuer_id > ?");
  }

  /** The few distinct values of a key's first column; the index is searched once for each. */
  private List<String> distinct(String question) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(question)) {
      Optional<String> value = Optional.of("");
      while (value.isPresent()) {
        query.setString(1, value.get());
        try (ResultSet row = query.executeQuery()) {
          row.next();
          value = Optional.ofNullable(row.getString(1));
        }
        value.ifPresent(found::add);
      }
    }
    return found;
  }

  private void credentials(String question, String issuer, Reader reader, Consumer<Fact> to)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(question)) {
      query.setString(1, issuer);
      forEachRow(
          query,
          2,
          PAGE,
          row -> {
            if (!CEREMONY.equals(row.getString(4))) {
              to.accept(reader.read(row).expiring(LogPages.time(row, 2)));
            }
          });
    }
  }

  /**
   * Visits rows in pages. The rows' first column is the key that orders them.
   *
   * @param after number of the parameter that is the last key of the page before
   */
  static void forEachRow(PreparedStatement query, int after, int page, RowVisitor visitor)
      throws SQLException {
    String key = "";
    int read;
    do {
      query.setString(after, key);
      read = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          read++;
          key = row.getString(1);
          visitor.visit(row);
        }
      }
    } while (read == page);
  }

  private static Fact issuance(String issuer, ResultSet row, Consumer<String> named)
      throws SQLException {
    String agent = row.getString(5);
    if (row.getString(7) != null) {
      named.accept(agent);
    }
    return new Fact(
        FactKind.ISSUANCE,
        issuer + "/" + row.getString(1),
        String.join("\n", agent, row.getString(6), LogPages.time(row, 2).toString()),
        LogPages.time(row, 3));
  }

  /** The log has no certificates, but a reservation has the to-be-signed body. */
  private static Fact completion(String issuer, ResultSet row) throws SQLException {
    boolean reserved = isOf(row.getBytes(5), row.getBytes(6));
    return new Fact(
        FactKind.COMPLETION,
        issuer + "/" + row.getString(1),
        reserved ? "" : "another certificate than was reserved",
        LogPages.time(row, 3));
  }

  /** Whether the certificate has this body after its DER header of two to five octets. */
  private static boolean isOf(byte[] certificate, byte[] body) {
    for (int head = 2; head <= 5 && head + body.length <= certificate.length; head++) {
      if (Arrays.equals(certificate, head, head + body.length, body, 0, body.length)) {
        return true;
      }
    }
    return false;
  }

  private static Fact revocation(String issuer, ResultSet row) throws SQLException {
    return new Fact(
        FactKind.REVOCATION,
        issuer + "/" + row.getString(1),
        row.getString(5) + "\n" + row.getString(6),
        LogPages.time(row, 3));
  }

  /** The form of a key in the audit log. */
  static String hex(String base64url) {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64url));
  }
}
