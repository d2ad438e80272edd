package org.bailiwick.command.audit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.bailiwick.command.archive.ArchiveCutoffs;
import org.bailiwick.command.archive.ArchiveManifests;
import org.bailiwick.command.archive.Archiving;
import org.bailiwick.command.archive.KeyPeriods;
import org.bailiwick.command.archive.RowHash;
import org.bailiwick.command.archive.StoredRows;
import org.bailiwick.command.archive.StoredRows.Span;
import org.bailiwick.command.migration.MigrateCommand;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.testing.TestPostgres;
import picocli.CommandLine;

/**
 * An authority's database with rows as a node writes them, on H2 or the server of the run; there
 * the archive works with the archive role's rights and no more.
 */
public final class ArchiveRig implements AutoCloseable {
  public static final String CHAIN = "authority/aca";
  public static final String OFFICER = "spiffe://bailiwick.example/operator/officer/officer-1";

  /** Rows that expired or were written before may be archived. */
  static final Instant CUT = Instant.parse("2026-06-01T00:00:00Z");

  final KeyPair auditKey = TestKeys.ec();
  private final JwsSigner signer =
      new JwsSigner(new InMemorySigningKey("audit", auditKey), "audit");
  private final Path folder;
  private final String url;
  private final String archiveUrl;
  private final Connection owner;
  private final List<String> heads = new ArrayList<>();
  private AuditHead head = AuditHead.genesis(CHAIN);

  public ArchiveRig(Path folder) throws IOException, SQLException {
    this.folder = folder;
    Optional<TestPostgres> server = TestPostgres.given();
    server.ifPresent(given -> given.empty("aca"));
    url =
        server
            .map(given -> given.ownerUrl("aca"))
            .orElseGet(() -> "jdbc:h2:mem:" + UUID.randomUUID());
    archiveUrl = server.map(TestPostgres::archiveUrl).orElse(url);
    owner = DriverManager.getConnection(url);
    Path list = folder.resolve("databases.properties");
    Files.writeString(list, listed(server));
    int migrated =
        new CommandLine(new MigrateCommand()).execute("--sql", "../sql", list.toString());
    if (migrated != 0) {
      throw new IllegalStateException("not migrated");
    }
    run(
        "insert into lease (name, holder, expires_at) values ('writer', 'a node', timestamp"
            + " '2026-01-01 00:00:00')");
    head(head);
  }

  private String listed(Optional<TestPostgres> server) throws IOException {
    return server.isEmpty()
        ? "aca.url=" + url + "\n"
        : Files.readAllLines(Path.of(System.getProperty(TestPostgres.PROPERTY))).stream()
            .filter(line -> line.startsWith("aca."))
            .reduce("", (all, line) -> all + line + "\n");
  }

  Path archives() {
    return folder.resolve("archives");
  }

  public void run(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Text of the first column, in the order of the query. */
  public List<String> column(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  /** Reserved a day before it expires. */
  public void reserve(String serial, String agent, String expires) throws SQLException {
    run(
        ("insert into issuance (issuer_id, serial, profile, agent, owner, device_issuer,"
                + " device_serial, evidence_digest, verdict, public_key_sha256, crl_shard,"
                + " not_before, not_after, tbs, request_id, reserved_at)"
                + " values ('issuing-1', '%s', 'agent-default', '%s', 'Sales', 'CN=Maker',"
                + " 'device-%s', 'digest', 'affirming', 'key', 0,"
                + " timestamp '%s' - interval '1' day, timestamp '%s', cast('tbs' as bytea),"
                + " 'request-1', timestamp '%s' - interval '1' day)")
            .formatted(serial, agent, agent, expires, expires, expires));
  }

  public void issue(String serial, String agent, String expires) throws SQLException {
    reserve(serial, agent, expires);
    run(
        "insert into completion values ('issuing-1', '%s', cast('signed' as bytea), timestamp '%s')"
            .formatted(serial, expires));
    run(
        "insert into enrolment values ('key-%s', 'applicant', 'digest', 'issuing-1', '%s')"
            .formatted(serial, serial));
  }

  public void revoke(String serial, String at) throws SQLException {
    run(
        "insert into revocation values ('issuing-1', '%s', 'superseded', timestamp '%s', 'o', 't')"
            .formatted(serial, at));
  }

  /** One row of the log. */
  public void write(String event, String at) throws SQLException {
    TreeMap<String, Object> members = new TreeMap<>();
    members.put("at", at + ".000000Z");
    members.put("chain", CHAIN);
    members.put("check", "");
    members.put("details", "{\"a\":\"ü\"}");
    members.put("event", event);
    members.put("outcome", "DONE");
    members.put("previous_hash", head.hash());
    members.put("request_id", "request-1");
    members.put("resource", "07");
    members.put("seq", head.seq() + 1);
    members.put("subject", "somebody");
    JsonObject row = Json.createObjectBuilder(members).build();
    insert(Json.createObjectBuilder(row).add("hash", RowHash.of(row)).build());
  }

  /** As it was, for instance from an archive. */
  void insert(JsonObject row) throws SQLException {
    try (PreparedStatement insert =
        owner.prepareStatement(
            "insert into audit_entry values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, row.getString("chain"));
      insert.setLong(2, row.getInt("seq"));
      insert.setObject(
          3, LocalDateTime.ofInstant(Instant.parse(row.getString("at")), ZoneOffset.UTC));
      int column = 4;
      for (String name :
          List.of("request_id", "event", "outcome", "check", "subject", "resource", "details")) {
        insert.setString(column++, row.getString(name));
      }
      insert.setBytes(column++, HexFormat.of().parseHex(row.getString("previous_hash")));
      insert.setBytes(column, HexFormat.of().parseHex(row.getString("hash")));
      insert.executeUpdate();
    }
    head = new AuditHead(CHAIN, row.getInt("seq"), row.getString("hash"));
  }

  /** Has the node sign where the log stands. */
  public void signHead() {
    head(head);
  }

  private void head(AuditHead stands) {
    String previous = heads.isEmpty() ? "" : HeadStatement.digest(heads.getLast());
    heads.add(new HeadStatement(stands, CUT, previous, Optional.empty()).signed(signer));
  }

  public SignedHeads heads() {
    return SignedHeads.of(heads, auditKey.getPublic());
  }

  ArchiveManifests manifests() throws SQLException {
    return ArchiveManifests.of(StoredRows.archives(owner), KeyPeriods.of(auditKey.getPublic()));
  }

  /** The log as it is in the database. */
  AuditReplay stored() throws SQLException {
    AuditReplay replay = new AuditReplay(heads(), manifests());
    StoredRows.audit(owner, CHAIN, Span.from(1), replay::add);
    owner.setAutoCommit(true);
    return replay;
  }

  /** The verdict on the log as it is in the database. */
  public String verdict() throws SQLException {
    return stored().verdict();
  }

  /** The archives and then the log. */
  AuditReplay whole() throws SQLException {
    AuditReplay replay = new AuditReplay(heads(), manifests());
    manifests().rows(archives(), replay::add);
    long end = manifests().newest().orElseThrow().rows().last().seq();
    StoredRows.audit(owner, CHAIN, Span.from(end + 1), replay::add);
    owner.setAutoCommit(true);
    return replay;
  }

  Archiving.Outcome archive() throws IOException, SQLException {
    return archive(signing());
  }

  Archiving.Outcome archive(Archiving.Signer how) throws IOException, SQLException {
    try (Connection connection = connect()) {
      return archive(connection, how);
    }
  }

  Archiving.Outcome archive(Connection connection, Archiving.Signer how)
      throws IOException, SQLException {
    return new Archiving(connection, CHAIN, KeyPeriods.of(auditKey.getPublic()), archives())
        .run(new ArchiveCutoffs(CUT, CUT), seq -> heads().upTo(seq).map(HeadStatement::head), how);
  }

  /** As the archive logs in. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(archiveUrl);
  }

  /** As the owner of the tables logs in. */
  public Connection connectAsOwner() throws SQLException {
    return DriverManager.getConnection(url);
  }

  /** Signs as the authority does. */
  Archiving.Signer signing() {
    return manifest -> manifest.by(OFFICER, Instant.parse("2027-06-01T00:00:00Z")).signed(signer);
  }

  /** Signs as the authority would, after something else has happened. */
  Archiving.Signer after(Act act) {
    return manifest -> {
      try {
        act.run();
      } catch (IOException | SQLException e) {
        throw new IllegalStateException(e);
      }
      return signing().sign(manifest);
    };
  }

  /** An action meanwhile. */
  interface Act {
    void run() throws IOException, SQLException;
  }

  @Override
  public void close() throws SQLException {
    owner.close();
  }
}
