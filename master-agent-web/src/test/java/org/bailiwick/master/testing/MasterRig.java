package org.bailiwick.master.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.ancestry.TokenLedger;
import org.bailiwick.master.downscope.MintSettings;
import org.bailiwick.master.downscope.TransactionTokenMint;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.oauth.TokenEndpoint;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.policy.Gate;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.bailiwick.policy.CedarDecisionPoint;

/**
 * A Master Agent without a container: its schema on H2, the real writer, the default policies, two
 * partner domains with authorization servers of their own, and a clock that a test moves.
 */
public final class MasterRig implements AutoCloseable {

  public static final String ISSUER = "https://master.bailiwick.example";
  public static final String DOMAIN = "bailiwick.example";
  private static final String CHAIN = "test/master";

  public final TestClock clock = TestClock.atPresent();
  public final TestCa ca = TestCa.create(DOMAIN, clock);
  public final TestPartner partner;
  public final TestPartner otherPartner;
  public final TokenLedger ledger;
  public final OwnTokens tokens;
  public final TransactionTokenMint mint;
  public final JobJournal journal;
  public final AgentInventory inventory;
  public final Gate gate;
  public final GroupWriter writer;
  public final AccessTokens accessTokens;

  private final TestDatabase database;
  private final PartnerDirectory partners;

  public MasterRig(Path folder) {
    database = TestDatabase.inMemory(rows());
    database.run(ownTables());
    partner = new TestPartner("partner.example", folder, clock);
    otherPartner = new TestPartner("other.example", folder, clock);
    partners =
        new PartnerDirectory(
            folder.resolve("partners"),
            ca.domain(),
            new GuardedFetch(FetchSettings.of(Set.of())),
            clock);
    writer = new GroupWriter(database.sink(), Thread::new, WriterSettings.of(CHAIN, clock));
    gate = new Gate(CedarDecisionPoint.load(policies(folder)), writer);
    tokens =
        new OwnTokens(
            InMemorySigningKey.generate("token-signing", KeyShape.EC_P256), ISSUER, clock);
    ledger = new TokenLedger(store(), writer, clock);
    mint =
        new TransactionTokenMint(
            tokens,
            ledger,
            new MintSettings(
                DOMAIN, "spiffe://bailiwick.example/node/domain", Duration.ofMinutes(2), 3),
            clock);
    journal = new JobJournal(store(), writer, ledger, clock);
    inventory = new AgentInventory(clock, Duration.ofMinutes(5));
    accessTokens = new AccessTokens(tokens, ledger);
  }

  /** The entities of the persistence unit, by the names that the container reads. */
  private static Class<?>[] rows() {
    try {
      String unit = Files.readString(Path.of("src/main/resources/META-INF/persistence.xml"));
      return Pattern.compile("<class>(org\\.bailiwick\\.master\\.[^<]+)</class>")
          .matcher(unit)
          .results()
          .map(found -> classOf(found.group(1)))
          .toArray(Class<?>[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> classOf(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the migration adds to the tables that every component has. */
  private static String ownTables() {
    try {
      String sql = Files.readString(Path.of("..", "sql", "master", "V001__jobs_and_tokens.sql"));
      String common = TestDatabase.commonTables().strip();
      if (!sql.contains(common)) {
        throw new IllegalStateException("sql/master differs from the tables of sql/README.md");
      }
      return sql.replace(common, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy, since the loader leaves the versions that it has seen beside the folder. */
  private static Path policies(Path folder) {
    Path source = Path.of("..", "policy-engine", "src", "main", "policies");
    Path copy = folder.resolve("policy");
    try (var files = Files.list(source)) {
      Files.createDirectories(copy);
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Store store() {
    return database::inTransaction;
  }

  public TokenEndpoint endpoint() {
    return new TokenEndpoint(
        new TokenEndpoint.Parts(partners, tokens, ledger, mint, gate, writer, DOMAIN, clock),
        new TokenSettings(ISSUER, Duration.ofMinutes(5)));
  }

  public VerifiedPeer foreign(TestLeaf leaf) {
    return TestPeers.of(VerifiedPeer.Kind.FOREIGN, leaf.certificate());
  }

  public VerifiedPeer agent(TestLeaf leaf) {
    return TestPeers.of(VerifiedPeer.Kind.AGENT, leaf.certificate());
  }

  public VerifiedPeer operator(String role) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator(role, role + "-1").certificate());
  }

  /** The audit log, in order. */
  public List<AuditRow> audit() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 10_000));
  }

  public List<String> leaseNames() {
    return database.inTransaction(
        em -> em.createQuery("select l.name from LeaseRow l", String.class).getResultList());
  }

  /** The check of the last refusal in the audit log. */
  public String lastDenial() {
    return audit().stream()
        .filter(row -> row.outcome().name().equals("DENIED"))
        .reduce((first, second) -> second)
        .map(AuditRow::check)
        .orElse("none");
  }

  @Override
  public void close() {
    writer.close();
    database.close();
  }
}
