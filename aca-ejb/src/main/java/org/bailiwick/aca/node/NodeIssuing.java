package org.bailiwick.aca.node;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.renewal.CertificateUse;

/**
 * The issuing pipeline for nodes: what joins the reservation is the permit, and that who asks still
 * may.
 */
@Singleton
final class NodeIssuing {

  private final Map<CertificateUse, NodeProfile> profiles = new EnumMap<>(CertificateUse.class);
  private final Authorities authorities;
  private final IssuingPipeline pipeline;

  @Inject
  NodeIssuing(
      AcaSettings settings, Authorities authorities, PublishedUrls urls, IssuingPipeline pipeline) {
    AcaSettings.NodeValidity validity = settings.node().validity();
    put(new NodeProfile(CertificateUse.SERVER, urls, validity.server()));
    put(new NodeProfile(CertificateUse.CLIENT, urls, validity.client()));
    this.authorities = authorities;
    this.pipeline = pipeline;
  }

  private void put(NodeProfile profile) {
    profiles.put(profile.use(), profile);
  }

  /**
   * The issuer for this use. Client certificates authorise their holder, so the operator CA issues
   * them.
   */
  Authority issuer(CertificateUse use) {
    return switch (use) {
      case SERVER -> authorities.issuing();
      case CLIENT -> authorities.operators();
    };
  }

  /** All that issue, or issued, for this use: the certificate before may be of another key. */
  List<Authority> issuers(CertificateUse use) {
    return switch (use) {
      case SERVER -> authorities.forAgents();
      case CLIENT -> authorities.forOperators();
    };
  }

  IssuedCredential issue(
      NodeProfile.Renewal renewal, CertificateUse use, AuditEntry permit, Instant now) {
    if (authorities.holdKey(renewal.key())) {
      throw new ProblemException(
          ProblemType.KEY_HELD_BY_ANOTHER,
          "public-key-is-authoritys",
          "The public key is a key of this authority.");
    }
    NodeProfile profile = profiles.get(use);
    return pipeline.run(
        serial -> profile.prepare(renewal, issuer(use), serial, now),
        new IssuingPipeline.Companions(permit, ref -> renewal.notRevoked()));
  }
}
