package org.bailiwick.ars.records;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The identifier of a certificate: its issuer and serial number (RFC 5280 section 4.1.2.2). {@code
 * issuer} is the SHA-256, in hex, of the issuer's distinguished name in Java's canonical form,
 * because a revocation event holds the name as text and a certificate holds it as DER, possibly in
 * other string types.
 */
public record CredentialKey(String issuer, SerialNumber serial) {

  public static CredentialKey of(X509Certificate certificate) {
    return of(
        certificate.getIssuerX500Principal(), new SerialNumber(certificate.getSerialNumber()));
  }

  public static CredentialKey of(X500Principal issuer, SerialNumber serial) {
    return new CredentialKey(issuer(issuer), serial);
  }

  /** The key that a row names; empty if its serial number is none. */
  static Optional<CredentialKey> read(String issuer, String serial) {
    try {
      return Optional.of(new CredentialKey(issuer, SerialNumber.parse(serial)));
    } catch (ProblemException unreadable) {
      return Optional.empty();
    }
  }

  /** The identifier of an issuing CA. */
  public static String issuer(X500Principal name) {
    return Sha256.hex(name.getName(X500Principal.CANONICAL));
  }
}
