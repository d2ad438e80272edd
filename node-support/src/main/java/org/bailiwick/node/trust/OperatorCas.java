package org.bailiwick.node.trust;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.log.StructuredLog;

/**
 * The operator CAs that a node trusts in its own domain: the one in its file, and those that the
 * bundle lists and a trusted operator CA endorses. Neither the bundle nor an endorsement suffices
 * alone. An operator CA that the bundle no longer lists is no longer trusted, even the one in the
 * file; the key of that CA still verifies endorsements.
 */
final class OperatorCas {
  private static final StructuredLog LOG = StructuredLog.of(OperatorCas.class);

  private final TrustDomain domain;
  private final X509Certificate given;
  private volatile Map<String, X509Certificate> known;

  OperatorCas(TrustDomain domain, X509Certificate given) {
    this.domain = domain;
    this.given = given;
    this.known = Map.of(DomainTrustSettings.OPERATOR_CA, given);
  }

  /** The operator CAs in use, by the name of certificate and CRL. */
  Map<String, X509Certificate> known() {
    return known;
  }

  boolean hasKeyOf(X509Certificate certificate) {
    return given.getPublicKey().equals(certificate.getPublicKey())
        || known.values().stream()
            .anyMatch(each -> each.getPublicKey().equals(certificate.getPublicKey()));
  }

  /**
   * Takes over the operator CAs of the bundle, in its order, and adds their certificates to {@code
   * byFile}. A bundle without the list changes nothing.
   */
  Map<String, X509Certificate> read(
      SpiffeBundle bundle, TrustDocuments documents, Map<String, byte[]> byFile)
      throws IOException {
    if (bundle.operatorCas().isEmpty()) {
      return known;
    }
    Map<String, X509Certificate> next = new LinkedHashMap<>();
    for (SpiffeBundle.OperatorCa listed : bundle.operatorCas().get()) {
      if (bundle.roots().contains(listed.name()) || bundle.issuers().contains(listed.name())) {
        throw new IOException("operator CA " + listed.name() + " is also another CA of the bundle");
      }
      byte[] der = documents.issuer(listed.name());
      X509Certificate certificate = Pem.certificate(der);
      if (certificate.equals(given)
          || known.containsValue(certificate)
          || isEndorsed(listed, certificate, next)) {
        next.put(listed.name(), certificate);
        byFile.put(listed.name() + ".cer", der);
      } else {
        LOG.warn("trust.operator-ca-not-endorsed", Map.of("issuer", listed.name()));
      }
    }
    if (next.isEmpty()) {
      throw new IOException("the bundle lists no operator CA that this node was given");
    }
    known = Map.copyOf(next);
    return next;
  }

  private boolean isEndorsed(
      SpiffeBundle.OperatorCa listed,
      X509Certificate certificate,
      Map<String, X509Certificate> before) {
    if (listed.endorsement().isEmpty() || certificate.getBasicConstraints() < 0) {
      return false;
    }
    String statement = listed.endorsement().get();
    Optional<OperatorEndorsement> expected =
        Optional.of(OperatorEndorsement.of(domain, listed.name(), certificate));
    return Stream.of(List.of(given), known.values(), before.values())
        .flatMap(Collection::stream)
        .anyMatch(by -> OperatorEndorsement.read(statement, by.getPublicKey()).equals(expected));
  }
}
