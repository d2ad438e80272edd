package org.bailiwick.aca.start;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.publication.OperatorAnchors;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.policies.BundleSettings;
import org.bailiwick.node.policies.PolicyBundles;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.bundle.OfficerTrust;

/** Produces the authority's policy bundles. */
@ApplicationScoped
class PolicyWiring {

  @Produces
  @Singleton
  @ForAca
  PolicyBundles bundles(
      AcaSettings settings,
      @ForAca PolicyBundles.Database database,
      Officers officers,
      @ForAca Clock clock) {
    return new PolicyBundles(
        BundleSettings.read(
            settings.nodeName(), settings.trustDomain(), "authority", settings.folders().policy()),
        database,
        officers,
        clock);
  }

  @Produces
  @Singleton
  @ForAca
  PolicyBundles.Database database(LedgerReader reader, @ForAca GroupWriter writer) {
    return new PolicyBundles.Database(reader::read, writer);
  }

  /** By the authority's own ledger; looked up late, since issuers are made after the policies. */
  @Produces
  @Singleton
  Officers officers(Provider<OperatorAnchors> anchors, Provider<RevokedCredentials> revoked) {
    return new Officers(anchors, revoked);
  }

  /** The officers whose certificates are in the authority's ledger. */
  record Officers(Provider<OperatorAnchors> anchors, Provider<RevokedCredentials> revoked)
      implements OfficerTrust {

    @Override
    public Collection<X509Certificate> operatorCas() {
      return anchors.get().inUse().stream().map(Authority::certificate).toList();
    }

    @Override
    public Status statusOf(X509Certificate officer, X509Certificate operatorCa) {
      SerialNumber serial = new SerialNumber(officer.getSerialNumber());
      return anchors.get().inUse().stream()
          .filter(each -> each.certificate().equals(operatorCa))
          .findFirst()
          .map(each -> new CredentialRef(each.id(), serial))
          .map(ref -> revoked.get().find(ref).isPresent() ? Status.REVOKED : Status.GOOD)
          .orElse(Status.UNKNOWN);
    }
  }
}
