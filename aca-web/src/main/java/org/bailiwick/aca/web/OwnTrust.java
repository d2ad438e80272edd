package org.bailiwick.aca.web;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.publication.OperatorAnchors;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;

/**
 * The trust anchors and revocations by which the authority checks its peers: the roots and operator
 * CAs of its own trust domain, and the revocations in its own ledger. It asks no other node and
 * reads no CRL.
 */
@Singleton
class OwnTrust implements TrustAnchors, RevocationView {

  private final Authorities authorities;
  private final RevokedCredentials revoked;
  private final OperatorAnchors operators;

  @Inject
  OwnTrust(Authorities authorities, OperatorAnchors operators, RevokedCredentials revoked) {
    this.authorities = authorities;
    this.operators = operators;
    this.revoked = revoked;
  }

  @Override
  public List<Anchor> anchors() {
    TrustDomain domain = authorities.agentIssuer().trustDomain();
    Stream<Anchor> forAgents =
        authorities.roots().all().values().stream()
            .map(root -> new Anchor(root, domain, AnchorUse.AGENTS));
    Stream<Anchor> forOperators =
        operators.inUse().stream()
            .map(each -> new Anchor(each.certificate(), each.trustDomain(), AnchorUse.OPERATORS));
    return Stream.concat(forAgents, forOperators).toList();
  }

  @Override
  public List<X509Certificate> intermediates() {
    return authorities.agentIssuers().stream().map(Authority::certificate).toList();
  }

  @Override
  public RevocationState stateOf(X509Certificate certificate, Anchor anchor) {
    SerialNumber serial = new SerialNumber(certificate.getSerialNumber());
    return issuers(certificate)
        .flatMap(issuer -> revoked.find(new CredentialRef(issuer, serial)).stream())
        .findFirst()
        .<RevocationState>map(end -> new RevocationState.Revoked(end.reason(), end.at()))
        .orElseGet(RevocationState.Good::new);
  }

  /** The ids of the issuers and roots whose name is the certificate's issuer. */
  private Stream<String> issuers(X509Certificate certificate) {
    Stream<String> issuing =
        authorities.all().stream()
            .filter(each -> isIssuedBy(certificate, each.certificate()))
            .map(Authority::id);
    Stream<String> roots =
        authorities.roots().all().entrySet().stream()
            .filter(root -> isIssuedBy(certificate, root.getValue()))
            .map(Map.Entry::getKey);
    return Stream.concat(issuing, roots);
  }

  private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
  }
}
