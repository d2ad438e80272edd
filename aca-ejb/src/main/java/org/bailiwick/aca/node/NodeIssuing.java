package org.bailiwick.aca.node;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.cycle.IssuedCredential;
import org.bailiwick.aca.cycle.IssuingCycle;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.UnitOfWork;

/** The issuing cycle for nodes: nothing joins the reservation but the permit. */
@Singleton
final class NodeIssuing {

  private final NodeProfile profile;
  private final IssuingCycle cycle;

  @Inject
  NodeIssuing(AcaSettings settings, PublishedUrls urls, IssuingCycle cycle) {
    this.profile = new NodeProfile(urls, settings.nodeCertificateValidity());
    this.cycle = cycle;
  }

  IssuedCredential issue(
      NodeProfile.Renewal renewal, Authority issuer, AuditEntry permit, Instant now) {
    return cycle.run(
        serial -> profile.prepare(renewal, issuer, serial, now),
        new IssuingCycle.Companions() {
          @Override
          public UnitOfWork rows(CredentialRef ref) {
            return em -> {};
          }

          @Override
          public AuditEntry permit() {
            return permit;
          }
        });
  }
}
