package org.bailiwick.master.storage;

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
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/**
 * Owns the Master Agent's group writer. This class is an EJB so that the container provides the
 * writer's thread, and stops the writer before it closes the data source.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MasterWriter {
  private static final StructuredLog LOG = StructuredLog.of(MasterWriter.class);

  @EJB private MasterStore store;
  @Inject private MasterSettings settings;
  @Inject private AuditHeads auditHeads;
  @Inject private Clock clock;
  @Resource private ManagedThreadFactory threads;

  private GroupWriter writer;

  @PostConstruct
  void start() {
    compareAuditLog();
    writer =
        new GroupWriter(store::write, threads, WriterSettings.of(settings.auditChain(), clock));
  }

  /** Compares the audit log with its signed heads before this node changes the database. */
  private void compareAuditLog() {
    try {
      auditHeads.keep();
    } catch (ProblemException failure) {
      LOG.fault("records.not-compared", Map.of("check", failure.check()), failure);
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
