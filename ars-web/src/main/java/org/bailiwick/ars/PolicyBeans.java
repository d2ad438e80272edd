package org.bailiwick.ars;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.ars.records.RegistryStore;
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

/** Produces the registry's policy bundles. */
@ApplicationScoped
class PolicyBeans {

  @Produces
  @Singleton
  PolicyBundles bundles(
      ArsSettings settings, PolicyBundles.Database database, OperatorTrust officers, Clock clock) {
    ComponentSettings component = settings.component();
    return new PolicyBundles(
        BundleSettings.read(
            component.nodeName(),
            component.authority().trust().domain(),
            "registry",
            component.policyFolder()),
        database,
        officers,
        clock);
  }

  @Produces
  @Singleton
  PolicyBundles.Database database(RegistryStore store, GroupWriter writer) {
    return new PolicyBundles.Database(store::read, writer);
  }

  @Produces
  @Singleton
  OperatorTrust officers(DomainTrust trust, CrlRevocations revocations) {
    return new OperatorTrust(trust, revocations);
  }

  @Produces
  @Singleton
  SharedPolicyVersions versions(RegistryStore store, GroupWriter writer, Clock clock) {
    return new SharedPolicyVersions(store::read, writer, clock);
  }

  @Produces
  @Singleton
  BundleIntake intake(PolicyBundles bundles, CedarDecisionPoint decisions, Gate gate) {
    return new BundleIntake(bundles, decisions, gate);
  }
}
