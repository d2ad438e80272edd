package org.bailiwick.aca.evidence.azure;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.cms.RuleFiles;

/**
 * The machines that are trusted, and the signers of their documents.
 *
 * @param intermediates certificates that complete paths, because the service sends only the
 *     signer's certificate
 * @param hosts names of metadata services; the signer must be certified for one of them or for a
 *     subdomain
 * @param subscriptions in lower case
 */
record AzureRule(
    List<X509Certificate> roots,
    List<X509Certificate> intermediates,
    Set<String> hosts,
    Set<String> subscriptions) {

  private static final int DNS_NAME = 2;
  private static final int LONGEST_PATH = 4;

  static AzureRule parse(Claims rule, RuleFiles files) {
    return new AzureRule(
        files.certificates(rule, "roots"),
        rule.names().contains("intermediates")
            ? files.certificates(rule, "intermediates")
            : List.of(),
        lower(rule.texts("hosts")),
        lower(rule.texts("subscriptions")));
  }

  private static Set<String> lower(List<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** Whether the signer is certified for one of the hosts, by a path to one of the roots. */
  boolean trusts(X509Certificate signer, List<X509Certificate> sent, Instant now) {
    return isForHost(signer) && hasPath(signer, sent, now);
  }

  private boolean isForHost(X509Certificate signer) {
    try {
      Collection<List<?>> names =
          Optional.ofNullable(signer.getSubjectAlternativeNames()).orElse(List.of());
      return names.stream()
          .filter(name -> name.getFirst().equals(DNS_NAME))
          .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
          .anyMatch(name -> hosts.stream().anyMatch(h -> name.equals(h) || name.endsWith("." + h)));
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  private boolean hasPath(X509Certificate signer, List<X509Certificate> sent, Instant now) {
    Set<TrustAnchor> anchors = new HashSet<>();
    roots.forEach(root -> anchors.add(new TrustAnchor(root, null)));
    List<X509Certificate> known = new ArrayList<>(intermediates);
    known.addAll(sent);
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(signer);
    try {
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
      parameters.setRevocationEnabled(false);
      parameters.setMaxPathLength(LONGEST_PATH);
      parameters.setDate(Date.from(now));
      CertPathBuilder.getInstance("PKIX", "SUN").build(parameters);
      return true;
    } catch (CertPathBuilderException noPath) {
      return false;
    } catch (GeneralSecurityException fault) {
      throw new IllegalStateException("PKIX is part of the Java platform", fault);
    } catch (RuntimeException unreadable) { // the JDK's name constraints throw it for unusual names
      return false;
    }
  }
}
