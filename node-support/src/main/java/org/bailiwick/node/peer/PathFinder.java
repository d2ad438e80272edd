package org.bailiwick.node.peer;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * Finds the path from a leaf to an anchor (RFC 5280 section 6, by the JDK's PKIX), one anchor at a
 * time, so that the path's anchor is known. Revocation is not checked here, since a path is found
 * once and revocation is checked on every request.
 */
final class PathFinder {
  /** The domain's paths have one intermediate; the bound limits the cost of a search. */
  private static final int MAX_INTERMEDIATES = 4;

  /** A validated path: leaf first, then intermediates, and its anchor. */
  record TrustedPath(List<X509Certificate> certificates, Anchor anchor) {
    TrustedPath {
      certificates = List.copyOf(certificates);
    }

    /** Whether every certificate, including the anchor, is in its validity period. */
    boolean isValidAt(Instant now) {
      return Stream.concat(certificates.stream(), Stream.of(anchor.certificate()))
          .noneMatch(
              each ->
                  now.isBefore(each.getNotBefore().toInstant())
                      || now.isAfter(each.getNotAfter().toInstant()));
    }
  }

  private final TrustAnchors anchors;
  private final Clock clock;

  PathFinder(TrustAnchors anchors, Clock clock) {
    this.anchors = anchors;
    this.clock = clock;
  }

  /** The path of the presented chain (leaf first) to an anchor that may issue this SPIFFE id. */
  TrustedPath find(List<X509Certificate> presented, SpiffeId id) {
    if (presented.size()
        > MAX_INTERMEDIATES + 2) { // leaf, intermediates, and the root that some clients send
      throw LeafRules.refusal("peer-path-invalid", "The client certificate's chain is too long");
    }
    List<Anchor> all = anchors.anchors();
    return all.stream()
        .filter(anchor -> anchor.vouchesFor(id).isPresent())
        .flatMap(anchor -> pathTo(anchor, presented).stream())
        .findFirst()
        .orElseThrow(() -> refusal(all, presented, id));
  }

  /** The refusal's check tells whether there was no path, or one to an anchor of another use. */
  private RuntimeException refusal(List<Anchor> all, List<X509Certificate> presented, SpiffeId id) {
    List<Anchor> reached =
        all.stream().filter(anchor -> pathTo(anchor, presented).isPresent()).toList();
    String check;
    if (reached.isEmpty()) {
      check = "peer-path-invalid";
    } else if (reached.stream().noneMatch(anchor -> anchor.domain().equals(id.trustDomain()))) {
      check = "peer-domain-mismatch";
    } else {
      check = "peer-anchor-use";
    }
    return LeafRules.refusal(check, "The client certificate has no path to an anchor for its name");
  }

  private Optional<TrustedPath> pathTo(Anchor anchor, List<X509Certificate> presented) {
    try {
      PKIXCertPathBuilderResult result =
          (PKIXCertPathBuilderResult)
              CertPathBuilder.getInstance("PKIX").build(parameters(anchor, presented));
      List<X509Certificate> certificates = new ArrayList<>();
      result
          .getCertPath()
          .getCertificates()
          .forEach(each -> certificates.add((X509Certificate) each));
      boolean acceptable =
          !certificates.isEmpty()
              && AlgorithmRules.accept(anchor.certificate())
              && certificates.stream().allMatch(AlgorithmRules::accept);
      return acceptable ? Optional.of(new TrustedPath(certificates, anchor)) : Optional.empty();
    } catch (GeneralSecurityException | RuntimeException e) {
      // The JDK's name constraints throw a RuntimeException on a URI whose host is no host name.
      return Optional.empty();
    }
  }

  private PKIXBuilderParameters parameters(Anchor anchor, List<X509Certificate> presented)
      throws GeneralSecurityException {
    X509CertSelector leaf = new X509CertSelector();
    leaf.setCertificate(presented.getFirst());
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor.certificate(), null)), leaf);
    List<X509Certificate> known =
        Stream.concat(presented.stream(), anchors.intermediates().stream()).distinct().toList();
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
    parameters.setMaxPathLength(MAX_INTERMEDIATES);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(clock.instant()));
    return parameters;
  }
}
