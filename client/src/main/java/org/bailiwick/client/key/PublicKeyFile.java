package org.bailiwick.client.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.bailiwick.contract.credential.Pem;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** The file with the public key of a pair that has no certificate yet, in PEM. */
public final class PublicKeyFile {
  public static final String FILE = "public.pem";

  private PublicKeyFile() {}

  public static void keep(Path folder, PublicKey key) throws IOException {
    OwnerFile.open(folder.resolve(FILE), Pem.block("PUBLIC KEY", key.getEncoded()));
  }

  public static PublicKey read(Path folder) throws IOException {
    String pem = Files.readString(folder.resolve(FILE)).replaceAll("-----[A-Z ]+-----", "");
    return parse(Base64.getMimeDecoder().decode(pem));
  }

  /** Reads the key from a SubjectPublicKeyInfo. */
  public static PublicKey parse(byte[] der) throws IOException {
    try {
      return KeyFactory.getInstance(
              SubjectPublicKeyInfo.getInstance(der).getAlgorithm().getAlgorithm().getId())
          .generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IOException("No public key", e);
    }
  }
}
