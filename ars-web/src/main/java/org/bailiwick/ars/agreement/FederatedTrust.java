package org.bailiwick.ars.agreement;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.feed.PartnerRevocations;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.trust.DomainTrust;

/**
 * Whose client certificates the registry verifies: those of this domain, and those of the nodes of
 * partners to whom it exports.
 */
public final class FederatedTrust implements AutoCloseable {
  private final DomainTrust own;
  private final RegistryAgreements agreements;
  private final RevocationView revocations;
  private final PartnerRevocations partners;

  FederatedTrust(
      DomainTrust own,
      RevocationView ownRevocations,
      RegistryAgreements agreements,
      PartnerRevocations partners) {
    this.own = own;
    this.agreements = agreements;
    this.partners = partners;
    this.revocations = RevocationView.of(ownRevocations, partners);
  }

  /** Reads the partners' CRLs from now on. */
  public void start() {
    partners.start();
  }

  /** The anchors of this domain, and of partners' nodes. */
  public TrustAnchors anchors() {
    return new TrustAnchors() {
      @Override
      public List<Anchor> anchors() {
        List<Anchor> all = new ArrayList<>(own.anchors());
        all.addAll(agreements.anchors());
        return all;
      }

      @Override
      public List<X509Certificate> intermediates() {
        return own.intermediates();
      }

      @Override
      public Optional<Duration> readSoon(TrustDomain domain) {
        return own.readSoon(domain);
      }
    };
  }

  /** The revocations of both. */
  public RevocationView revocations() {
    return revocations;
  }

  @Override
  public void close() {
    partners.close();
  }
}
