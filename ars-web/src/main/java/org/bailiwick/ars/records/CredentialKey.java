package org.bailiwick.ars.records;

import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.credential.Sha256;

/**
 * The identifier of a certificate: its issuer and serial number (RFC 5280 section 4.1.2.2). The
 * issuer is the SHA-256, in hex, of its distinguished name in Java's canonical form, since an event
 * spells as text what the certificate holds as DER, and the two may choose different string types.
 */
public record CredentialKey(String issuer, SerialNumber serial) {

  public static CredentialKey of(X509Certificate certificate) {
    return of(
        certificate.getIssuerX500Principal(), new SerialNumber(certificate.getSerialNumber()));
  }

  public static CredentialKey of(X500Principal issuer, SerialNumber serial) {
    return new CredentialKey(Sha256.hex(issuer.getName(X500Principal.CANONICAL)), serial);
  }
}
