package org.bailiwick.broker.outbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.tls.CaTrust;

/** TLS to a back end: its CAs, and the certificate that it is shown. */
final class BackEndTls {
  private BackEndTls() {}

  /**
   * The context; the HTTP client checks the host name (RFC 9525).
   *
   * @throws IllegalArgumentException if the file of CAs cannot be used
   */
  static SSLContext context(BackEndPlace place) {
    try {
      X509TrustManager trust = trust(place.caFile());
      if (place.shown().isPresent()) {
        return place.shown().get().tls(trust); // the certificate in use at each handshake
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new X509TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("ca_file cannot be read", e);
    }
  }

  private static X509TrustManager trust(Optional<Path> caFile)
      throws GeneralSecurityException, IOException {
    return caFile.isPresent()
        ? CaTrust.of(Pem.certificates(Files.readString(caFile.get(), StandardCharsets.US_ASCII)))
        : CaTrust.ofPlatform();
  }
}
