package org.bailiwick.aca.web.records;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.policies.BundleIntake;
import org.bailiwick.node.policies.PolicyBundles;
import org.bailiwick.node.records.AuditEnd;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.AuditPages;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;

/**
 * Produces the objects through which {@link AuthorityAuditResource} reads the audit log, and {@link
 * AuthorityBundleResource} takes policy bundles.
 */
@Dependent
class AuditParts {

  @Produces
  @Singleton
  AuditPages pages(
      AcaSettings settings, LedgerReader reader, @ForAca Gate gate, @ForAca GroupWriter writer) {
    return new AuditPages(settings.auditChain(), reader::read, gate, writer);
  }

  @Produces
  @Singleton
  AuditEnd end(@ForAca AuditHeads heads, @ForAca Gate gate, @ForAca GroupWriter writer) {
    return new AuditEnd(heads, gate, writer);
  }

  /** The intake of policy bundles has no qualifier, because the resource that needs it has none. */
  @Produces
  @Singleton
  BundleIntake bundles(
      @ForAca PolicyBundles bundles, @ForAca CedarDecisionPoint decisions, @ForAca Gate gate) {
    return new BundleIntake(bundles, decisions, gate);
  }
}
