package org.bailiwick.aca.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The ledger's EJB on Payara Micro: the container's transactions, persistence unit and managed
 * threads, which no test outside of a container can speak for.
 */
@ExtendWith(ArquillianExtension.class)
@DataSourceDefinition(
    name = "java:app/jdbc/bailiwick-aca",
    className = "org.h2.jdbcx.JdbcDataSource",
    url = "jdbc:h2:mem:container;DB_CLOSE_DELAY=-1")
class LedgerSinkContainerTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final int CALLERS = 16;
  private static final int CALLS = 25;

  @Resource private ManagedThreadFactory threads;
  @Resource private ManagedExecutorService executor;

  @Resource(lookup = "java:app/jdbc/bailiwick-aca")
  private DataSource database;

  @EJB private LedgerSink sink;

  private GroupWriter writer;
  private IssuanceLedger ledger;

  /** The ledger and what it needs, with the module's own mapping and migrations. */
  @Deployment
  static WebArchive archive() {
    return ShrinkWrap.create(WebArchive.class, "ledger.war")
        .addPackages(
            true,
            Filters.exclude(".*(/testing/|Test|IT).*"),
            "org.bailiwick.contract",
            "org.bailiwick.policy", // rows of policy versions and bundles have its types
            "org.bailiwick.node")
        .addPackages(
            true,
            Filters.exclude(".*(/start/|/testing/|/costs/|Test|IT|Fixture|Defect).*"),
            "org.bailiwick.aca")
        .addClasses(LedgerSink.class, LedgerSinkContainerTest.class)
        .addAsLibraries(
            libraryOf(Assertions.class),
            libraryOf(ASN1Object.class),
            libraryOf(X509CertificateHolder.class),
            libraryOf(JoseException.class))
        .addAsResource(new StringAsset(mapping()), "META-INF/persistence.xml")
        .addAsResource(new File("../sql/aca/V001__ledger.sql"), "V001.sql")
        .addAsResource(new File("../sql/aca/V002__revocation.sql"), "V002.sql")
        .addAsResource(new File("../sql/aca/V012__withdrawn_users.sql"), "V012.sql")
        .addAsResource(new File("../sql/aca/V017__owner_key.sql"), "V017.sql")
        .addAsResource(new File("../sql/aca/V019__certified_keys.sql"), "V019.sql")
        .addAsResource(new File("../sql/aca/V024__order_of_issue.sql"), "V024.sql")
        .addAsResource(new File("../sql/aca/V027__several_nodes.sql"), "V027.sql")
        .addAsWebInfResource(new StringAsset("<beans bean-discovery-mode=\"none\"/>"), "beans.xml");
  }

  private static String mapping() {
    try {
      return Files.readString(Path.of("src/main/resources/META-INF/persistence.xml"))
          .replace("jdbc/bailiwick-aca", "java:app/jdbc/bailiwick-aca");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static File libraryOf(Class<?> type) {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  @BeforeEach
  void open() throws SQLException, IOException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop all objects");
      for (String migration : List.of("001", "002", "012", "017", "019", "024", "027")) {
        statement.execute(
            new String(
                getClass().getResourceAsStream("/V" + migration + ".sql").readAllBytes(),
                StandardCharsets.UTF_8));
      }
    }
    Clock clock = Clock.systemUTC();
    writer = new GroupWriter(sink, threads, WriterSettings.of("authority/aca", clock));
    ledger = new IssuanceLedger(writer, sink.reads(), clock);
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void aUnitThatBreaksAConstraintIsRolledBackAloneInTheContainersTransaction() {
    ledger.reserve(entry(7), em -> {});
    assertThatThrownBy(() -> ledger.reserve(entry(7), em -> {}))
        .isInstanceOf(IssuanceLedger.SerialTakenException.class);
    ledger.reserve(entry(8), em -> {});
    assertThat(ledger.find(entry(7).ref())).isPresent();
    assertThat(ledger.find(entry(8).ref())).isPresent();
  }

  @Test
  void nothingOfAUnitStaysWhenOneOfItsPartsThrows() {
    assertThatThrownBy(
            () ->
                ledger.reserve(
                    entry(9),
                    em -> {
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ledger.find(entry(9).ref())).isEmpty();
  }

  /** Two threads once closed one another's entity manager (docs/decisions/0009). */
  @Test
  void readersAndWritersOnManagedThreadsDoNotMeet() throws Exception {
    List<Callable<Long>> callers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      int first = 1000 * (caller + 1);
      callers.add(() -> reserveAndRead(first));
    }
    long found = 0;
    for (Future<Long> caller : executor.invokeAll(callers)) {
      found += caller.get();
    }
    assertThat(found).isEqualTo((long) CALLERS * CALLS);
    assertThat(ledger.unfinished(Instant.EPOCH, Instant.now().plusSeconds(1), NOW))
        .hasSize(CALLERS * CALLS);
  }

  private long reserveAndRead(int first) {
    long found = 0;
    for (int i = 0; i < CALLS; i++) {
      IssuanceEntry entry = entry(first + i);
      ledger.reserve(entry, em -> {});
      found += ledger.find(entry.ref()).isPresent() ? 1 : 0;
    }
    return found;
  }

  private static IssuanceEntry entry(long serial) {
    return new IssuanceEntry(
        new CredentialRef("issuing-1", new SerialNumber(BigInteger.valueOf(serial))),
        "agent-default",
        new HeldKey("key", "spiffe://bailiwick.example/agent/reader"),
        Grounds.of("test"),
        Optional.empty(),
        0,
        new Validity(NOW, NOW.plusSeconds(3600)),
        Octets.of(new byte[] {0x30, 0}));
  }
}
