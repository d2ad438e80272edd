package org.bailiwick.ars.mirror.feed;

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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.periodic.PeriodicTasks;

/**
 * Follows each partner with which an agreement takes agents over, in a thread of its own, so that
 * one that does not answer delays nobody else. What is stored of a domain without such an agreement
 * is deleted. It is an EJB, so that the container provides the threads.
 */
@Singleton
@Startup
@DependsOn("AuthorityLink")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MirrorTimers {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Resource private ManagedThreadFactory threads;
  @Inject private MirrorParts parts;

  private final Map<TrustDomain, MirrorFollower> followers = new HashMap<>();
  private PeriodicTasks tasks;

  @PostConstruct
  void start() {
    tasks = new PeriodicTasks(threads);
    tasks.every(LOOK, "mirrors", this::compare);
  }

  private void compare() {
    Set<TrustDomain> agreed =
        parts.agreements().all().stream()
            .filter(each -> each.imports().isPresent())
            .map(Agreement::domain)
            .collect(Collectors.toSet());
    synchronized (followers) {
      followers.values().removeIf(MirrorFollower::isOver);
      agreed.forEach(domain -> followers.computeIfAbsent(domain, this::begin));
    }
    parts.freshness().domains(); // so that the age of what was read is measured soon
    parts.store().states().keySet().stream()
        .map(TrustDomain::parse)
        .filter(domain -> !agreed.contains(domain))
        .filter(
            domain ->
                parts.lease().tryAcquire(MirrorFollower.lease(domain.name()), MirrorFollower.LEASE))
        .forEach(this::drop);
  }

  private MirrorFollower begin(TrustDomain domain) {
    MirrorFollower follower = new MirrorFollower(domain, parts);
    threads.newThread(follower).start();
    return follower;
  }

  private void drop(TrustDomain domain) {
    parts
        .store()
        .drop(domain.name(), AuditEntry.of("mirror.dropped", Outcome.DONE, "", domain.name()));
    parts.refusals().forget(domain);
    parts.freshness().changed();
  }

  @PreDestroy
  void stop() {
    synchronized (followers) {
      followers.values().forEach(MirrorFollower::stop);
    }
    tasks.close();
  }
}
