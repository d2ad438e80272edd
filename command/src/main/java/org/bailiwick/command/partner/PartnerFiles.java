package org.bailiwick.command.partner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.jose.JwkSet;
import org.bailiwick.node.trust.Partner;

/**
 * Checks the files that a node reads only when it needs them. A node refuses a partner's agents, or
 * its grants, while one of these is missing or wrong; here that is found before.
 */
final class PartnerFiles {

  private PartnerFiles() {}

  /**
   * Returns normally if the partner's files are usable.
   *
   * @throws IllegalStateException naming the file and the fault
   */
  static void check(Partner partner) {
    if (partner.crl() instanceof Partner.CrlSource.InFile source) {
      requireCrl(source.file(), partner);
    }
    partner.authorizationServers().stream()
        .flatMap(server -> server.jwksFile().stream())
        .forEach(PartnerFiles::requireKeys);
    partner.authorizationServers().stream()
        .flatMap(server -> server.accessTokens().stream())
        .flatMap(terms -> terms.introspection().stream())
        .flatMap(asked -> asked.secretFile().stream())
        .forEach(PartnerFiles::requireSecret);
    Instant now = Instant.now();
    for (X509Certificate anchor : partner.anchors()) {
      if (anchor.getNotAfter().toInstant().isBefore(now)) {
        throw new IllegalStateException(
            "an anchor has expired: " + anchor.getSubjectX500Principal());
      }
    }
  }

  private static void requireCrl(Path file, Partner partner) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends CRL> crls = CertificateFactory.getInstance("X.509").generateCRLs(in);
      boolean signed =
          !crls.isEmpty() && crls.stream().allMatch(crl -> isSigned((X509CRL) crl, partner));
      if (!signed) {
        throw new IllegalStateException(file.getFileName() + ": no anchor has signed this CRL");
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(file.getFileName() + ": not a readable CRL", e);
    }
  }

  private static boolean isSigned(X509CRL crl, Partner partner) {
    return partner.anchors().stream().anyMatch(anchor -> isSignedBy(crl, anchor));
  }

  private static boolean isSignedBy(X509CRL crl, X509Certificate anchor) {
    try {
      crl.verify(anchor.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void requireSecret(Path file) {
    try {
      if (Files.readString(file, StandardCharsets.US_ASCII).isBlank()) {
        throw new IllegalStateException(file.getFileName() + ": the secret is empty");
      }
    } catch (IOException e) {
      throw new IllegalStateException(file.getFileName() + ": not a readable secret", e);
    }
  }

  private static void requireKeys(Path file) {
    try {
      if (JwkSet.read(StrictJson.text(Files.readAllBytes(file))).isEmpty()) {
        throw new IllegalStateException(file.getFileName() + ": the JWK set has no usable key");
      }
    } catch (IOException | IllegalArgumentException | ProblemException e) {
      throw new IllegalStateException(file.getFileName() + ": not a readable JWK set", e);
    }
  }
}
