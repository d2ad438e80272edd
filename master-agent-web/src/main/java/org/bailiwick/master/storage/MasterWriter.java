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
import org.bailiwick.master.MasterSettings;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/** An EJB because the writer's thread is the container's, and ends before the data source does. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MasterWriter {
  @EJB private MasterStore store;
  @Inject private MasterSettings settings;
  @Inject private Clock clock;
  @Resource private ManagedThreadFactory threads;

  private GroupWriter writer;

  @PostConstruct
  void start() {
    writer =
        new GroupWriter(store::write, threads, WriterSettings.of(settings.auditChain(), clock));
  }

  @PreDestroy
  void stop() {
    writer.close();
  }

  public GroupWriter writer() {
    return writer;
  }
}
