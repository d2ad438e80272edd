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
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.trust.DomainTrust;

/**
 * Keeps in touch with the authority as long as the application runs: trust, CRLs, events. An EJB
 * because it starts and ends with the application.
 */
@Singleton
@Startup
@DependsOn("RegistryWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class AuthorityLink {
  @Inject private DomainTrust trust;
  @Inject private CrlRevocations revocations;
  @Inject private AuthorityFeed feed;
  @Inject private NodeHttp http;

  @PostConstruct
  void start() {
    trust.start(http);
    revocations.start();
    feed.start();
  }

  @PreDestroy
  void stop() {
    feed.close();
    revocations.close();
    trust.close();
    http.close();
  }
}
