package org.bailiwick.aca.authority;

import java.net.URI;

/**
 * The plain-HTTP addresses that certificates and CRLs name (RFC 5280 section 8: not https, since
 * the check of the TLS certificate might need them). Always from the configured base, never from a
 * request.
 */
public record PublishedUrls(URI base) {

  /** Where the issuer's CRL is (distribution point of shard 0, the complete CRL). */
  public String crl(String issuerId) {
    return base + "/crl/" + issuerId + ".crl";
  }

  /** Where the status of every issuer's certificates is answered (AIA ocsp). */
  public String ocsp() {
    return base + "/ocsp";
  }

  /** Where the issuer's certificate is (AIA caIssuers). */
  public String certificate(String issuerId) {
    return base + "/issuers/" + issuerId + ".cer";
  }
}
