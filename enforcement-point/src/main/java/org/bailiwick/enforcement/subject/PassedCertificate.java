package org.bailiwick.enforcement.subject;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A client certificate as a web server passes it on: {@code Client-Cert} (RFC 9440 section 2.1), or
 * {@code X-Client-Cert} with the percent-encoded PEM that nginx has in {@code
 * $ssl_client_escaped_cert}.
 */
final class PassedCertificate {
  static final String CLIENT_CERT = "Client-Cert";
  static final String X_CLIENT_CERT = "X-Client-Cert";
  private static final int LONGEST = 24 * 1024;
  private static final Pattern BYTES = Pattern.compile(":([A-Za-z0-9+/]+={0,2}):");

  private PassedCertificate() {}

  /**
   * The certificate in these header lines; empty if there is none, which nginx says by an empty
   * one.
   *
   * @throws ProblemException malformed-request with check client-certificate
   */
  static Optional<X509Certificate> read(List<String> clientCert, List<String> xClientCert) {
    if (clientCert.size() + xClientCert.size() > 1) {
      throw malformed("There is more than one client certificate.", null);
    }
    return clientCert.stream()
        .filter(text -> !text.isBlank())
        .findFirst()
        .map(PassedCertificate::ofBytes)
        .or(
            () ->
                xClientCert.stream()
                    .filter(text -> !text.isBlank())
                    .findFirst()
                    .map(PassedCertificate::ofEscapedPem));
  }

  private static X509Certificate ofBytes(String text) {
    requireLength(text);
    var bytes = BYTES.matcher(text.strip());
    if (!bytes.matches()) {
      throw malformed("Client-Cert is no byte sequence.", null);
    }
    try {
      return Pem.certificate(Base64.getDecoder().decode(bytes.group(1)));
    } catch (IllegalArgumentException | ProblemException e) {
      throw malformed("Client-Cert has no certificate.", e);
    }
  }

  private static X509Certificate ofEscapedPem(String text) {
    requireLength(text);
    try {
      List<X509Certificate> all =
          Pem.certificates(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.US_ASCII));
      if (all.size() == 1) {
        return all.getFirst();
      }
    } catch (IllegalArgumentException | ProblemException e) {
      throw malformed("X-Client-Cert has no certificate.", e);
    }
    throw malformed("X-Client-Cert has not exactly one certificate.", null);
  }

  private static void requireLength(String text) {
    if (text.length() > LONGEST) {
      throw malformed("The client certificate is too long.", null);
    }
  }

  private static ProblemException malformed(String detail, Exception cause) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "client-certificate", detail, cause);
  }
}
