package org.bailiwick.aca.start;

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
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/**
 * Holds the ledger's writer. It is an EJB because a managed thread has the context in which its
 * factory was injected, and only in an EJB this is always the application's context: a health check
 * during deployment runs in the server's default module, for which the server starts no threads.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class AuthorityWriter {
  @EJB private LedgerSink sink;
  @Inject private AcaSettings settings;
  @Inject @ForAca private Clock clock;
  @Resource private ManagedThreadFactory threads;

  private GroupWriter writer;

  @PostConstruct
  void start() {
    writer = new GroupWriter(sink, threads, WriterSettings.of(settings.auditChain(), clock));
  }

  @PreDestroy
  void stop() {
    writer.close();
  }

  public GroupWriter writer() {
    return writer;
  }
}
