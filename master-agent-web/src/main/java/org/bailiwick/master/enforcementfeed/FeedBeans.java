package org.bailiwick.master.enforcementfeed;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.bailiwick.master.enforcement.EnforcementPoints;
import org.bailiwick.master.policy.EnforcementQuestion;
import org.bailiwick.node.policies.BundleReader;
import org.bailiwick.node.policies.PolicyBundles;

/** Produces what enforcement points have to do with bundles of policies. */
@ApplicationScoped
class FeedBeans {

  /** Enforcement points are to decide by the bundle by which this node decides. */
  @Produces
  @Singleton
  ActiveBundle activeBundle(PolicyBundles bundles) {
    return () ->
        bundles
            .inForce()
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .map(version -> new ActiveBundle.Name(version.number(), version.digest()));
  }

  /** The services that a file describes may fetch bundles. */
  @Produces
  @Singleton
  BundleReader bundleReader(EnforcementPoints points) {
    return service ->
        EnforcementQuestion.follow(service, points.find(service.id()).isPresent(), "bundle");
  }
}
