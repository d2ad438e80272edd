package org.bailiwick.aca.ceremony;

import jakarta.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.PublicJwk;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Writes the files that a ceremony produces. A reader never sees an incomplete file. */
final class CeremonyFiles {

  private final Path folder;

  CeremonyFiles(Path folder) {
    this.folder = folder;
  }

  Path record(String name, String compact) {
    return write(folder.resolve(name), ascii(compact + "\n"));
  }

  void certificate(String label, X509Certificate certificate) {
    try {
      write(folder.resolve(label + ".cer"), certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new CeremonyException("The certificate " + label + " can't be encoded", e);
    }
  }

  void crl(String label, X509CRL crl) {
    try {
      write(folder.resolve(label + ".crl"), crl.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new CeremonyException("The CRL of " + label + " can't be encoded", e);
    }
  }

  /** Writes a JWK set of one key, whose id is its RFC 7638 thumbprint. */
  void keySet(String name, PublicKey key, String algorithm) {
    keySet(name, new JsonWebKeySet(), key, algorithm);
  }

  /** Adds a key to an existing JWK set. */
  void addToKeySet(String name, PublicKey key, String algorithm) {
    try {
      keySet(name, new JsonWebKeySet(Files.readString(keySetFile(name))), key, algorithm);
    } catch (IOException | JoseException e) {
      throw new CeremonyException("The JWK set " + keySetFile(name) + " can't be read", e);
    }
  }

  private void keySet(String name, JsonWebKeySet set, PublicKey key, String algorithm) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
      jwk.setKeyId(PublicJwk.thumbprint(key));
      jwk.setUse("sig");
      jwk.setAlgorithm(algorithm);
      set.addJsonWebKey(jwk);
      String json = set.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
      write(keySetFile(name), json.getBytes(StandardCharsets.UTF_8));
    } catch (JoseException e) {
      throw new CeremonyException("The key " + name + " can't be written as a JWK", e);
    }
  }

  private Path keySetFile(String name) {
    return folder.resolve(name + ".jwks.json");
  }

  /** Writes the notice that tells a node which key it will use, and from what time. */
  static void notice(Path folder, SigningKey key, Instant inService) {
    String json =
        Json.createObjectBuilder()
            .add("label", key.id())
            .add("jwk_thumbprint", PublicJwk.thumbprint(key.publicKey()))
            .add("in_service", inService.toString())
            .build()
            .toString();
    write(noticeFile(folder, key.id()), ascii(json + "\n"));
  }

  static Path noticeFile(Path folder, String label) {
    return folder.resolve(label + ".json");
  }

  static void chain(Path file, List<X509Certificate> chain) {
    write(file, ascii(Pem.of(chain)));
  }

  static void request(Path file, byte[] der) {
    write(file, ascii(Pem.block("CERTIFICATE REQUEST", der)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CeremonyException("The file " + file + " can't be deleted", e);
    }
  }

  private static Path write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Path next = file.resolveSibling(file.getFileName() + ".next");
      // The new file is on the disk before it replaces the old one.
      Files.write(
          next,
          content,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CeremonyException("The file " + file + " can't be written", e);
    }
  }
}
