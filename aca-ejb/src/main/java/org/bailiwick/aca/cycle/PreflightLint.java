package org.bailiwick.aca.cycle;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.contract.credential.Pem;

/**
 * Step 3: puts a throwaway signature under the prepared body and examines the whole certificate, so
 * that a mistake costs nothing that the real key has signed. The throwaway key lives in this object
 * and belongs to no certificate.
 */
final class PreflightLint {

  private static final String SIGNATURE = "SHA256withECDSA";

  private final KeyPair throwaway;

  PreflightLint() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.throwaway = generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("P-256 is part of the Java platform", impossible);
    }
  }

  void check(PreparedCredential prepared) {
    Authority issuer = prepared.issuer();
    byte[] tbs = prepared.entry().tbs().bytes();
    X509Certificate specimen =
        Pem.certificate(Authority.assemble(tbs, issuer.signatureAlgorithm(), sign(tbs)));
    CredentialLint.under(issuer.certificate()).check(specimen, prepared.kind());
  }

  private byte[] sign(byte[] tbs) {
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initSign(throwaway.getPrivate());
      signature.update(tbs);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a key of this platform signs", impossible);
    }
  }
}
