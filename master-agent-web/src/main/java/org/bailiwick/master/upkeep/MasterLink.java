package org.bailiwick.master.upkeep;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import org.bailiwick.master.health.MasterGauges;
import org.bailiwick.master.inventory.RegistryFollower;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.PartnerRevocations;
import org.bailiwick.node.hsm.Pkcs11Token;

/**
 * Keeps the connections to the authority, the registry and the partners. This class is an EJB so
 * that the container starts and stops it with the application.
 */
@Singleton
@Startup
@DependsOn("MasterWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MasterLink {

  @Inject private AuthorityConnection authority;
  @Inject private PartnerRevocations partners;
  @Inject private AuthorityFeed feed;
  @Inject private RegistryFollower follower;
  @Inject private Pkcs11Token hsm;
  @Inject private MasterGauges gauges;
  @Resource private ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    authority.start();
    partners.start();
    feed.start();
    threads.newThread(follower).start();
    gauges.register();
  }

  @PreDestroy
  void stop() {
    follower.close();
    feed.close();
    partners.close();
    authority.close();
    hsm.close();
  }
}
