package org.bailiwick.aca.node;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.renewal.CertificateUse;

/** Issues certificates of nodes by the issuing pipeline. */
@Singleton
final class NodeIssuing {

  private final Map<CertificateUse, NodeProfile> profiles;
  private final Authorities authorities;
  private final IssuingPipeline pipeline;

  @Inject
  NodeIssuing(
      AcaSettings settings, Authorities authorities, PublishedUrls urls, IssuingPipeline pipeline) {
    AcaSettings.NodeValidity validity = settings.node().validity();
    this.profiles =
        Stream.of(
                new NodeProfile(CertificateUse.SERVER, urls, validity.server()),
                new NodeProfile(CertificateUse.CLIENT, urls, validity.client()))
            .collect(Collectors.toUnmodifiableMap(NodeProfile::use, Function.identity()));
    this.authorities = authorities;
    this.pipeline = pipeline;
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

  /** All that issue, or issued, for this use: the node may have its certificate from any. */
  List<Authority> issuers(CertificateUse use) {
    return switch (use) {
      case SERVER -> authorities.forAgents();
      case CLIENT -> authorities.forOperators();
    };
  }

  IssuedCredential issue(
      NodeProfile.Renewal renewal, CertificateUse use, AuditEntry permit, Instant now) {
    authorities.requireNotOurs(renewal.key());
    NodeProfile profile = profiles.get(use);
    return pipeline.run(
        serial -> profile.prepare(renewal, issuer(use), serial, now),
        new IssuingPipeline.Companions(permit, ref -> renewal.notRevoked()));
  }
}
