package org.bailiwick.ars.upkeep;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.feed.AuthorityFeed;

/**
 * Follows the authority's trust bundle, CRLs and events while the application runs. This class is
 * an EJB so that the container starts and stops it with the application.
 */
@Singleton
@Startup
@DependsOn("RegistryWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class AuthorityLink {
  @Inject private AuthorityConnection authority;
  @Inject private AuthorityFeed feed;
  @Inject private RegistryGauges gauges;

  @PostConstruct
  void start() {
    authority.start();
    feed.start();
    gauges.register();
  }

  @PreDestroy
  void stop() {
    feed.close();
    authority.close();
  }
}
