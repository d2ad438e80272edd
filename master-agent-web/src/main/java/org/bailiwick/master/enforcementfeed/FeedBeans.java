package org.bailiwick.master.enforcementfeed;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.bailiwick.master.enforcement.EnforcementPoints;
import org.bailiwick.master.policy.EnforcementQuestion;
import org.bailiwick.node.policies.BundleReader;

/** Lets enforcement points fetch bundles of policies. */
@ApplicationScoped
class FeedBeans {

  /** The services that a file describes may fetch bundles. */
  @Produces
  @Singleton
  BundleReader bundleReader(EnforcementPoints points) {
    return service ->
        EnforcementQuestion.follow(service, points.find(service.id()).isPresent(), "bundle");
  }
}
