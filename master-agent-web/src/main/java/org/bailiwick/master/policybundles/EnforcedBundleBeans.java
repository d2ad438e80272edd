package org.bailiwick.master.policybundles;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.bailiwick.master.enforcementfeed.ActiveBundle;
import org.bailiwick.node.policies.PolicyBundles;

/** Tells which bundle enforcement points are to decide by: the one by which this node decides. */
@ApplicationScoped
class EnforcedBundleBeans {

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
}
