package org.bailiwick.ars.records;

import jakarta.persistence.EntityManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.DomainAuditKeys;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.records.SigningClock;
import org.bailiwick.node.records.StoredChain;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.HeldCommits;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/**
 * A registry without a container. It has its schema in a test database, the real group writer, the
 * default policies, an authority in memory, and a revocation view that the test controls.
 */
public final class TestRegistry implements AutoCloseable {
  private static final String CHAIN = "test/ars";

  public final TestClock clock = TestClock.atPresent();
  public final TestCa ca = TestCa.create("bailiwick.example", clock);

  public final HeldCommits commits;

  /** The signed heads of the audit log. */
  public final AuditHeads records;

  private final TokenKeys keys =
      new TokenKeys(InMemorySigningKey.generate("token-signing", KeyShape.EC_P256));
  private final TestDatabase database;
  private final GroupWriter writer;
  private final EntityManager reader;
  private final RegistryChanges changes;
  private final Gate gate;
  private final Set<X509Certificate> revoked = new HashSet<>();
  private volatile boolean stale;
  private volatile boolean credentialsStale;
  private volatile List<X509Certificate> issuers = List.of(ca.issuing());

  public TestRegistry(Path folder) {
    database = TestDatabase.ofComponent("ars");
    records =
        new AuditHeads(
            new HeadLog(folder.resolve("heads.jws")),
            StoredChain.whole(CHAIN, database::inTransaction),
            new DomainAuditKeys(() -> keys, clock),
            SigningClock.unwatched(clock));
    records.keep();
    commits = new HeldCommits(database.sink());
    writer = new GroupWriter(commits, Thread::new, WriterSettings.of(CHAIN, clock));
    reader = database.open();
    changes = new RegistryChanges(writer, records);
    gate = new Gate(DefaultPolicies.inForce(), writer);
  }

  public RegistryChanges changes() {
    return changes;
  }

  /** The writer of a node, for what nodes share. */
  public GroupWriter writer() {
    return writer;
  }

  /** Number of rows. */
  public long count(String table) {
    return database.count(table);
  }

  public Gate gate() {
    return gate;
  }

  /** Reads the database each time, and never the cache of the entity manager. */
  public AgentRecords records() {
    return new AgentRecords(freshReader());
  }

  /** An entity manager that reads the database each time, and never its cache. */
  public EntityManager freshReader() {
    return (EntityManager)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {EntityManager.class},
            (proxy, method, arguments) -> {
              reader.clear();
              try {
                return method.invoke(reader, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  public AgentList agentList() {
    return new AgentList(database::inTransaction);
  }

  /** Runs a statement of SQL as the owner of the database. */
  public void run(String statement) {
    database.run(statement);
  }

  /** The status of credentials, which {@link #revoke} and {@link #goStale} change. */
  public CredentialStatus status() {
    return new CredentialStatus(anchors(), view(), this::stateOf);
  }

  private TrustAnchors anchors() {
    return new TrustAnchors() {
      @Override
      public List<Anchor> anchors() {
        return List.of(
            new Anchor(ca.root(), ca.domain(), AnchorUse.AGENTS),
            new Anchor(ca.operatorCa(), ca.domain(), AnchorUse.OPERATORS));
      }

      @Override
      public List<X509Certificate> intermediates() {
        return issuers;
      }
    };
  }

  /** Verifies peers by the same authority and the same revocations. */
  public PeerVerifier peers() {
    return new PeerVerifier(anchors(), view(), clock);
  }

  private RevocationView view() {
    return (certificate, anchor) -> {
      if (revoked.contains(certificate)) {
        return new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, clock.instant());
      }
      return stale ? new RevocationState.Unknown("cut off") : new RevocationState.Good();
    };
  }

  /** The keys of the domain node's token. */
  public TokenKeys keys() {
    return keys;
  }

  private RevocationState stateOf(X509Certificate issuer, SerialNumber serial) {
    boolean listed =
        listed().getOrDefault(issuer.getSubjectX500Principal(), Set.of()).contains(serial.value());
    if (listed) {
      return new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, clock.instant());
    }
    return stale || credentialsStale
        ? new RevocationState.Unknown("cut off")
        : new RevocationState.Good();
  }

  /** The entries of the CRL, which {@link #revoke} adds to. */
  public Map<X500Principal, Set<BigInteger>> listed() {
    return revoked.stream()
        .collect(
            Collectors.groupingBy(
                X509Certificate::getIssuerX500Principal,
                Collectors.mapping(X509Certificate::getSerialNumber, Collectors.toSet())));
  }

  public void revoke(TestLeaf leaf) {
    revoked.add(leaf.certificate());
  }

  /** Replaces the issuing CAs of the domain. */
  public void issuers(X509Certificate... now) {
    issuers = List.of(now);
  }

  /** Makes the revocation data older than the bound. */
  public void goStale() {
    stale = true;
  }

  /** The same for the data about agents' credentials alone. */
  public void goStaleForCredentials() {
    credentialsStale = true;
  }

  /** Makes the stored row of this agent one that cannot be read. */
  public void spoil(AgentRecord record) {
    database.run(
        "update agent set serial = 'no number' where agent_id = '" + record.identifier() + "'");
  }

  /** Adds agents with the credential of this one, each under an identifier, name and serial. */
  public void multiply(AgentRecord record, int times) {
    String of = " from agent a, generate_series(1, " + times + ") as n(x) where a.agent_id = '";
    database.run(
        "insert into agent select 'urn:uuid:0190a001-0000-7000-8000-' || lpad(cast(x as varchar(12)), 12, '0'), name ||"
            + " '-' || x, owner, locator, validation_methods, principal_kind, principal_issuer,"
            + " principal_subject, issuer_id, 'aa' || lpad(cast(x as varchar(12)), 12, '0'), not_before, not_after,"
            + " credential, registered_at, state, state_since, revision + x, returns_to,"
            + " state_reason, state_text, changes"
            + of
            + record.identifier()
            + "'");
    database.run(
        "insert into agent_capability select 'urn:uuid:0190a001-0000-7000-8000-' ||"
            + " lpad(cast(x as varchar(12)), 12, '0'), capability, kind from agent_capability a, generate_series(1, "
            + times
            + ") as n(x) where a.agent_id = '"
            + record.identifier()
            + "'");
    database.run("update registry_revision set revision = revision + " + times);
  }

  /** The registry as a process finds it that starts now. */
  public RegistryChanges changesAfterRestart() {
    return new RegistryChanges(writer, records);
  }

  /** Registers an agent under an identifier that ends in {@code number}. */
  public AgentRecord list(String number, TestLeaf leaf) {
    AgentCredential credential = AgentCredential.read(leaf.certificate());
    changes.commit(
        em ->
            AgentChanges.register(
                em,
                credential,
                new AgentChanges.Terms(identifier(number), clock.instant(), Integer.MAX_VALUE)));
    return find(number).orElseThrow();
  }

  /** Ends the listing of this agent. */
  public void end(AgentRecord record, AgentState state) {
    AgentChanges.Change change =
        new AgentChanges.Change(state, clock.instant(), Cause.of(Reason.WITHDRAWN));
    changes.commit(em -> AgentChanges.end(em, record, change));
  }

  /** Reads as the beans of a node do. */
  public RecordReads reads() {
    return database::inTransaction;
  }

  public static String identifier(String number) {
    return "urn:uuid:0190a000-0000-7000-8000-" + "0".repeat(12 - number.length()) + number;
  }

  public Optional<AgentRecord> find(String number) {
    return records().find(identifier(number));
  }

  /** Deletes the newest rows of the audit log, as a restore from an older backup does. */
  public void loseRows(long after) {
    database.run("delete from audit_entry where seq > " + after);
  }

  /** The audit log, in order. */
  public List<AuditRow> audit() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 1000));
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
    database.close();
  }
}
