package org.bailiwick.proxy.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.tls.CaTrust;
import org.bailiwick.proxy.rules.Destination;
import org.bailiwick.proxy.rules.Refusals;

/** Mutual TLS to one destination, with the current credential and the expected identity. */
final class OutboundTls {
  private final CredentialFolder folder;
  private final TrustedAuthority trusted;

  OutboundTls(CredentialFolder folder, TrustedAuthority trusted) {
    this.folder = folder;
    this.trusted = trusted;
  }

  SSLContext context(Destination destination) {
    return folder.tls(
        destination
            .peer()
            .map(this::trustPeer)
            .orElseGet(() -> trustCas(destination.caFile().orElseThrow())));
  }

  /** Trusts this SPIFFE id of the trust domain, whatever the host name (X509-SVID section 5). */
  private X509TrustManager trustPeer(SpiffeId peer) {
    return trusted.trust(peer::equals);
  }

  /** Trusts the CAs of this file; the HTTP client checks the host name. */
  private static X509TrustManager trustCas(Path file) {
    try {
      return CaTrust.of(Pem.certificates(Files.readString(file)));
    } catch (GeneralSecurityException | IOException e) {
      throw Refusals.unavailable("destination-cas", "The destination's CAs cannot be read", e);
    }
  }
}
