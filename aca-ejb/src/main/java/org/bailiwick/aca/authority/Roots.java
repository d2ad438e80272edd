package org.bailiwick.aca.authority;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.bailiwick.contract.credential.Sha256;

/**
 * The trust domain's roots, whose keys only ceremonies use, and link certificates, by which one
 * root certifies another's key (RFC 4210 section 4.4). Later ceremonies add to both while the node
 * runs.
 */
public final class Roots {

  private final Map<String, X509Certificate> byId = new ConcurrentSkipListMap<>();
  private final Map<String, X509Certificate> links = new ConcurrentHashMap<>();

  /** Whether a CA is a root. No other CA of the authority may have authorities below it. */
  public static boolean isRoot(X509Certificate authority) {
    return authority.getBasicConstraints() > 0;
  }

  public void add(String id, X509Certificate certificate) {
    byId.put(id, certificate);
  }

  /** Adds a certificate of one root's key by another root, which is published under this name. */
  public void link(String name, X509Certificate certificate) {
    links.put(name, certificate);
  }

  public Map<String, X509Certificate> all() {
    return Map.copyOf(byId);
  }

  /** The root of this label, or the link certificate of this name. */
  public Optional<X509Certificate> find(String name) {
    return Optional.ofNullable(byId.getOrDefault(name, links.get(name)));
  }

  /** The root whose certificate has this SHA-256 in lower-case hex. */
  public Optional<X509Certificate> pinned(String fingerprint) {
    return byId.values().stream()
        .filter(root -> Sha256.hex(DerBytes.of(root)).equals(fingerprint))
        .findFirst();
  }

  /** Whether the certificate names one of the roots as its issuer. */
  public boolean areAbove(X509Certificate authority) {
    return byId.values().stream().anyMatch(root -> isIssuedBy(authority, root));
  }

  /**
   * The link certificates that a holder below this authority presents, for peers that trust only
   * another root.
   */
  public List<X509Certificate> linksAbove(X509Certificate authority) {
    return links.values().stream().filter(link -> isIssuedBy(authority, link)).toList();
  }

  private static boolean isIssuedBy(X509Certificate authority, X509Certificate root) {
    return authority.getIssuerX500Principal().equals(root.getSubjectX500Principal())
        && !authority.getSubjectX500Principal().equals(root.getSubjectX500Principal());
  }
}
