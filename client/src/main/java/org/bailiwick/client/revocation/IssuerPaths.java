package org.bailiwick.client.revocation;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bailiwick.client.credential.TrustedAuthority;

/**
 * The path from a certificate to its trust anchor. Found paths are kept, because signatures are
 * expensive to verify; validity and revocation are not part of a path.
 */
final class IssuerPaths {
  private static final int MAX_PATH = 5;
  private static final int MAX_KEPT = 1000;

  private final Set<X509Certificate> anchors;
  private final Map<List<X509Certificate>, List<X509Certificate>> kept = new ConcurrentHashMap<>();

  IssuerPaths(TrustedAuthority trusted) {
    this.anchors = new HashSet<>(trusted.operatorCas());
    this.anchors.add(trusted.root());
  }

  boolean isAnchor(X509Certificate certificate) {
    return anchors.contains(certificate);
  }

  /**
   * The certificates from the first of the presented ones upwards, each with its issuer after it.
   * The path ends in a trust anchor unless an issuer is missing.
   */
  List<X509Certificate> of(List<X509Certificate> presented) {
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    return kept.computeIfAbsent(List.copyOf(presented), this::find);
  }

  private List<X509Certificate> find(List<X509Certificate> presented) {
    List<X509Certificate> path = new ArrayList<>();
    Optional<X509Certificate> next = presented.stream().findFirst();
    while (next.isPresent() && path.size() < MAX_PATH) {
      path.add(next.get());
      next = isAnchor(next.get()) ? Optional.empty() : issuerOf(next.get(), presented);
    }
    return List.copyOf(path);
  }

  private Optional<X509Certificate> issuerOf(
      X509Certificate certificate, List<X509Certificate> presented) {
    return Stream.concat(anchors.stream(), presented.stream())
        .filter(each -> isIssuer(each, certificate))
        .findFirst();
  }

  private static boolean isIssuer(X509Certificate candidate, X509Certificate certificate) {
    if (candidate.getBasicConstraints() < 0
        || !candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(candidate.getPublicKey());
      return true;
    } catch (GeneralSecurityException notSigned) {
      return false;
    }
  }
}
