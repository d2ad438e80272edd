package org.bailiwick.master.policybundles;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.SharedPolicyVersions;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.policies.BundleIntake;
import org.bailiwick.node.policies.BundleSettings;
import org.bailiwick.node.policies.OperatorTrust;
import org.bailiwick.node.policies.PolicyBundles;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;

/** Produces the Master Agent's policy bundles. */
@ApplicationScoped
class BundleBeans {

  @Produces
  @Singleton
  PolicyBundles bundles(
      MasterSettings settings,
      PolicyBundles.Database database,
      OperatorTrust officers,
      Clock clock) {
    ComponentSettings component = settings.component();
    return new PolicyBundles(
        BundleSettings.read(
            component.nodeName(),
            component.authority().trust().domain(),
            "master",
            component.policyFolder()),
        database,
        officers,
        clock);
  }

  @Produces
  @Singleton
  PolicyBundles.Database database(Store store, GroupWriter writer) {
    return new PolicyBundles.Database(store::read, writer);
  }

  @Produces
  @Singleton
  OperatorTrust officers(DomainTrust trust, CrlRevocations revocations) {
    return new OperatorTrust(trust, revocations);
  }

  @Produces
  @Singleton
  SharedPolicyVersions versions(Store store, GroupWriter writer, Clock clock) {
    return new SharedPolicyVersions(store::read, writer, clock);
  }

  @Produces
  @Singleton
  BundleIntake intake(PolicyBundles bundles, CedarDecisionPoint decisions, Gate gate) {
    return new BundleIntake(bundles, decisions, gate);
  }
}
