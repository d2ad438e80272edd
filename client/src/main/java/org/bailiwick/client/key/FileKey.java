package org.bailiwick.client.key;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.bailiwick.contract.credential.Pem;

/** A key in the file {@code key.pem}, PKCS #8, mode 0600. */
public record FileKey(KeyPair pair) implements AgentKey {
  public static final String FILE = "key.pem";

  /** Generates a key on P-256. */
  public static FileKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new FileKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  @Override
  public void keepIn(Path folder) throws IOException {
    AtomicFile.secret(folder.resolve(FILE), Pem.of(pair.getPrivate()));
  }

  /** Omits the key. */
  @Override
  public String toString() {
    return "FileKey[]";
  }
}
