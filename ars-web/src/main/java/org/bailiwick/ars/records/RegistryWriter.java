package org.bailiwick.ars.records;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/**
 * Owns the registry's group writer. This class is an EJB so that the container provides the
 * writer's thread, and stops the writer before it closes the data source.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class RegistryWriter {
  private static final StructuredLog LOG = StructuredLog.of(RegistryWriter.class);

  @EJB private RegistryStore store;
  @Inject private ArsSettings settings;
  @Inject private AuditHeads heads;
  @Inject private Clock clock;
  @Resource private ManagedThreadFactory threads;

  private GroupWriter writer;

  @PostConstruct
  void start() {
    compareAuditLog();
    writer =
        new GroupWriter(store::write, threads, WriterSettings.of(settings.auditChain(), clock));
  }

  /**
   * Compares the audit log that this node finds at its start with the signed heads, before the node
   * writes its first row.
   */
  private void compareAuditLog() {
    try {
      heads.keep();
    } catch (ProblemException e) {
      LOG.fault("records.not-compared", Map.of("check", e.check()), e);
    }
  }

  @PreDestroy
  void stop() {
    writer.close();
  }

  public GroupWriter writer() {
    return writer;
  }
}
