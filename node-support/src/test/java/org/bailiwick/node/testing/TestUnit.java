package org.bailiwick.node.testing;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.SharedCacheMode;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.InstantColumn;
import org.bailiwick.node.decision.PolicyVersionRow;
import org.bailiwick.node.lease.LeaseRow;
import org.h2.jdbcx.JdbcDataSource;

/**
 * A persistence unit without a container. Reading the mappings takes longer than most tests, so a
 * unit is kept for the next test of the process that maps the same classes. It keeps no rows.
 */
final class TestUnit implements AutoCloseable {

  /** The classes of every persistence unit. */
  static final List<Class<?>> OF_ALL =
      List.of(AuditRow.class, InstantColumn.class, LeaseRow.class, PolicyVersionRow.class);

  private static final Map<String, Deque<TestUnit>> FREE = new ConcurrentHashMap<>();

  private final String kind;
  private final EntityManagerFactory factory;
  private final JdbcDataSource source;

  private TestUnit(String kind, String url, List<Class<?>> entities) {
    this.kind = kind;
    this.source = new JdbcDataSource();
    PersistenceConfiguration unit = configuration(entities);
    if (isH2(url)) {
      unit.property("jakarta.persistence.nonJtaDataSource", source);
      source.setURL(url);
    } else {
      unit.property("jakarta.persistence.jdbc.url", url);
    }
    this.factory = unit.createEntityManagerFactory();
  }

  /** One for the database at a URL, which is there for as long as the unit is open. */
  static TestUnit open(String url, List<Class<?>> entities) {
    String kind = (isH2(url) ? "h2" : url) + entities;
    TestUnit unit = FREE.computeIfAbsent(kind, any -> new ConcurrentLinkedDeque<>()).poll();
    if (unit == null) {
      return new TestUnit(kind, url, entities);
    }
    if (isH2(url)) {
      unit.source.setURL(url);
    }
    return unit;
  }

  EntityManagerFactory factory() {
    return factory;
  }

  @Override
  public void close() {
    FREE.get(kind).add(this);
  }

  /** H2's databases have a name each; a server's has its connections, which outlive a test. */
  private static boolean isH2(String url) {
    return url.startsWith("jdbc:h2:");
  }

  private static PersistenceConfiguration configuration(List<Class<?>> entities) {
    PersistenceConfiguration unit =
        new PersistenceConfiguration("node-test-" + UUID.randomUUID())
            .provider("org.eclipse.persistence.jpa.PersistenceProvider")
            .transactionType(PersistenceUnitTransactionType.RESOURCE_LOCAL)
            .sharedCacheMode(SharedCacheMode.NONE)
            .property("eclipselink.jdbc.batch-writing", TestDatabase.BATCH_WRITING)
            .property("eclipselink.logging.level", "OFF")
            .property("eclipselink.weaving", "false");
    OF_ALL.forEach(unit::managedClass);
    entities.forEach(unit::managedClass);
    return unit;
  }
}
