package org.bailiwick.command.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bailiwick.command.archive.Archiving;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.jose.JwsSigner;

/**
 * Signs a manifest with the authority's own token while no authority is running. Who holds its PIN
 * can sign anything; the officer's key and certificate say who it was.
 */
record TokenSigner(AuthorityHome home, String officer, PublicKey auditKey)
    implements Archiving.Signer {
  private static final String ROLE = "/operator/officer/";
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final Duration CALL = Duration.ofSeconds(10);

  @Override
  public String sign(ArchiveStatement manifest) {
    ArchiveStatement whole =
        manifest.by(officerId(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    Optional<Pkcs11Settings> next =
        home.nextHsmConfiguration().map(file -> token(file, home.nextHsmPinFile()));
    try (Keyring keyring = Keyring.open(token(home.hsmConfiguration(), home.hsmPinFile()), next)) {
      return whole.signed(
          new JwsSigner(
              keyring.key(AuditKey.label(home.home(), auditKey)), AuditKey.thumbprint(auditKey)));
    }
  }

  private static Pkcs11Settings token(Path configuration, Path pinFile) {
    return new Pkcs11Settings(configuration, Optional.of(pinFile), 1, WAIT, CALL);
  }

  private String officerId() {
    Path folder = home.home().resolve("operators");
    try {
      X509Certificate certificate =
          Pem.certificates(Files.readAllBytes(folder.resolve(officer + ".pem"))).getFirst();
      certificate.checkValidity();
      SpiffeId id = SpiffeId.of(certificate);
      if (!id.path().startsWith(ROLE)) {
        throw new IllegalStateException(id + " is not an officer");
      }
      requireKey(folder.resolve(officer + ".key"), certificate.getPublicKey());
      return id.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot act as " + officer, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot act as " + officer + ": " + e.getMessage(), e);
    }
  }

  private static void requireKey(Path file, PublicKey certified)
      throws IOException, GeneralSecurityException {
    byte[] proof = "archive".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(Pem.privateKey(Files.readString(file)));
    signature.update(proof);
    byte[] made = signature.sign();
    signature.initVerify(certified);
    signature.update(proof);
    if (!signature.verify(made)) {
      throw new IllegalStateException(file + " is not the key of the certificate beside it");
    }
  }
}
