package org.bailiwick.ars.description;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.NewAgents;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.Batch;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * Lists very many agents in the database of a node that is stopped, by the registry's own writer
 * and changes, with audit rows and history, and says how many a second. Not a test; {@code
 * bench/registry.sh} runs it with these properties:
 *
 * <pre>
 * measure.databases   the node's list of databases
 * measure.template    a certificate of an agent of the domain, in PEM ({@link BulkCredentials})
 * measure.chain       the name of the registry's audit chain
 * measure.first, measure.agents   the number of the first agent, and how many
 * </pre>
 */
@EnabledIfSystemProperty(named = "measure.databases", matches = ".+")
class LayingMeasurement {
  private static final int UNIT = 500;
  private static final int SHOWN = 50_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int QUOTA = 1_000_000;

  private final Instant now = Clock.systemUTC().instant();

  /** An agent that is to be listed. */
  private record Prepared(int number, AgentCredential credential, String document) {}

  @Test
  void lay() throws IOException {
    BulkCredentials credentials =
        new BulkCredentials(
            Pem.certificates(Files.readString(Path.of(System.getProperty("measure.template"))))
                .getFirst());
    int first = Integer.getInteger("measure.first", 0);
    int end = first + Integer.getInteger("measure.agents");
    WriterSettings settings =
        new WriterSettings(
            System.getProperty("measure.chain"), 64, 64, PATIENCE, Clock.systemUTC());
    JdbcConnectionPool pool = database();
    try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("ars", unit(pool));
        GroupWriter writer =
            new GroupWriter(batch -> apply(factory, batch), Thread::new, settings)) {
      long began = System.nanoTime();
      CompletableFuture<List<Prepared>> next = prepared(credentials, first, end);
      for (int from = first; from < end; from += UNIT) {
        List<Prepared> unit = next.join();
        next = prepared(credentials, from + UNIT, end);
        writer.commit(em -> list(em, unit), audit(unit));
        if ((from + UNIT - first) % SHOWN == 0) {
          report(from + UNIT - first, began);
        }
      }
      report(end - first, began);
    } finally {
      pool.dispose();
    }
  }

  private static void report(int listed, long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf("%,d agents listed in %.0f s: %.0f/s%n", listed, seconds, listed / seconds);
  }

  /** The next unit, which is prepared while the one before is written. */
  private static CompletableFuture<List<Prepared>> prepared(
      BulkCredentials credentials, int from, int end) {
    return CompletableFuture.supplyAsync(
        () ->
            IntStream.range(from, Math.min(from + UNIT, end))
                .parallel()
                .mapToObj(
                    number ->
                        new Prepared(
                            number, credentials.credential(number), BulkTexts.document(number)))
                .toList());
  }

  private void list(EntityManager em, List<Prepared> unit) {
    NewAgents.requireNew(
        em, unit.stream().map(each -> each.credential().agent().toString()).toList());
    for (Prepared each : unit) {
      AgentRecord record =
          NewAgents.list(
              em,
              each.credential(),
              new AgentChanges.Terms(BulkCredentials.identifier(each.number()), now, QUOTA));
      DescriptionRow said = new DescriptionRow(record.identifier());
      said.say(
          DescriptionForm.canonical(each.document(), record.capabilities().texts()),
          record.owner(),
          now,
          0);
      em.persist(said);
    }
  }

  private static AuditEntry[] audit(List<Prepared> unit) {
    return unit.stream()
        .map(
            each ->
                AuditEntry.of(
                        "agent.registered", Outcome.DONE, "", each.credential().agent().toString())
                    .about(each.credential().serial().hex()))
        .toArray(AuditEntry[]::new);
  }

  private static void apply(EntityManagerFactory factory, Batch batch) {
    try (EntityManager em = factory.createEntityManager()) {
      EntityTransaction transaction = em.getTransaction();
      transaction.begin();
      try {
        batch.applyTo(em);
        transaction.commit();
      } finally {
        if (transaction.isActive()) {
          transaction.rollback();
        }
      }
    }
  }

  /** The unit of the product, with the login of a node. */
  private static Map<String, Object> unit(DataSource source) {
    return Map.of(
        "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
        "jakarta.persistence.nonJtaDataSource", source,
        "eclipselink.weaving", "false",
        "eclipselink.logging.level", "OFF");
  }

  /** H2's pool is good for any driver. On H2 a node has no password. */
  private static JdbcConnectionPool database() throws IOException {
    Properties list = new Properties();
    Path file = Path.of(System.getProperty("measure.databases"));
    try (Reader reader = Files.newBufferedReader(file)) {
      list.load(reader);
    }
    String url = list.getProperty("ars.url");
    if (url.startsWith("jdbc:h2:")) {
      return JdbcConnectionPool.create(url, "", "");
    }
    PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
    source.setUrl(url);
    source.setUser(list.getProperty("ars.runtime-user"));
    source.setPassword(
        Files.readAllLines(Path.of(list.getProperty("ars.runtime-password-file"))).getFirst());
    return JdbcConnectionPool.create(source);
  }
}
