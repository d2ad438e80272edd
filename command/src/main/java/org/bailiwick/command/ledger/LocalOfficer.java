package org.bailiwick.command.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * An officer who works on the files of a home while no authority is running. Anybody who can read
 * these files can act as the officer; the certificate and key identify the person for the record.
 *
 * @param home the state folder
 * @param name the officer's file name, without extension, in the home's folder of operators
 */
record LocalOfficer(Path home, String name) {
  private static final String ROLE = "/operator/officer/";

  /**
   * The officer's SPIFFE id.
   *
   * @throws IllegalStateException if the certificate has expired or is not an officer's, or the key
   *     is not the certified one
   */
  String id() {
    Path folder = home.resolve("operators");
    try {
      X509Certificate certificate =
          Pem.certificates(Files.readAllBytes(folder.resolve(name + ".pem"))).getFirst();
      certificate.checkValidity();
      SpiffeId id = SpiffeId.of(certificate);
      if (!id.path().startsWith(ROLE)) {
        throw new IllegalStateException(id + " is not an officer");
      }
      requireKey(folder.resolve(name + ".key"), certificate.getPublicKey());
      return id.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot act as " + name, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot act as " + name + ": " + e.getMessage(), e);
    }
  }

  private static void requireKey(Path file, PublicKey certified)
      throws IOException, GeneralSecurityException {
    byte[] proof = "officer".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(Pem.privateKey(Files.readString(file)));
    signature.update(proof);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(proof);
    if (!signature.verify(signed)) {
      throw new IllegalStateException(file + " is not the key of the certificate beside it");
    }
  }
}
