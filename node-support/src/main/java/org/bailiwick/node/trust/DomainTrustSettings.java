package org.bailiwick.node.trust;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * The sources of a node's trust in its own domain, and the pinned fingerprint that authenticates
 * them.
 *
 * @param authorityUrl https base of the authority ({@code node.aca-url})
 * @param plainUrl http base of its CRLs and issuer certificates ({@code node.aca-plain-url})
 * @param rootFingerprint SHA-256 of the root's DER in hex ({@code node.root-fingerprint})
 * @param operatorCa file with the operator CA's certificate, DER ({@code node.operator-ca})
 * @param cacheFolder where fetched documents are kept for a start without the authority; without it
 *     none are kept
 */
public record DomainTrustSettings(
    TrustDomain domain,
    URI authorityUrl,
    URI plainUrl,
    String rootFingerprint,
    Path operatorCa,
    Optional<Path> cacheFolder) {

  /** The names under which the authority publishes certificate and CRL of these two. */
  public static final String ROOT = "root";

  public static final String OPERATOR_CA = "operator-ca";

  /** The fingerprint in lower-case hex without separators. */
  String pin() {
    return rootFingerprint.toLowerCase(Locale.ROOT).replace(":", "");
  }

  /** The authority's own identity, which its TLS certificate must prove. */
  public SpiffeId authority() {
    return new SpiffeId(domain, "/node/authority");
  }
}
