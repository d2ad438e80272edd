package org.bailiwick.aca.ceremony.certificate;

import java.net.URI;
import java.util.Locale;

/**
 * The URLs of the issuer's CRL, certificate and OCSP responder in a certificate. A wrong URL stays
 * in the certificate until it expires.
 *
 * @param plainBaseUrl without slash at its end
 */
public record CertificateUrls(URI plainBaseUrl) {

  /** The CRL of an issuer. */
  public String crl(String issuer) {
    return plainBaseUrl + "/crl/" + issuer + ".crl";
  }

  /** The certificate of an issuer. */
  public String issuer(String issuer) {
    return plainBaseUrl + "/issuers/" + issuer + ".cer";
  }

  /** The OCSP responder of all issuers. */
  public String responder() {
    return plainBaseUrl + "/ocsp";
  }

  /**
   * Whether the host is a loopback address or name, so that no other machine can fetch the URLs.
   */
  public boolean areOfThisMachineOnly() {
    String host = plainBaseUrl.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.endsWith(".localhost") // RFC 6761 section 6.3
        || host.matches("127(\\.[0-9]{1,3}){3}")
        || host.equals("[::1]");
  }
}
