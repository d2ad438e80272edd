package org.bailiwick.client.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Reads a private key from a file, PKCS #8 in PEM, and computes its public key. */
public final class SigningKeyFile {
  private SigningKeyFile() {}

  /**
   * Reads the pair.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code key-file}, if it is no key of a kind
   *     that the authority certifies
   */
  public static KeyPair read(Path file) {
    try {
      PrivateKey key = Pem.privateKey(Files.readString(file, StandardCharsets.US_ASCII));
      AsymmetricKeyParameter half = publicHalf(PrivateKeyFactory.createKey(key.getEncoded()), file);
      byte[] info = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(half).getEncoded("DER");
      PublicKey publicKey =
          KeyFactory.getInstance(key.getAlgorithm()).generatePublic(new X509EncodedKeySpec(info));
      KeyAlgorithm.of(publicKey);
      return new KeyPair(publicKey, key);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    } catch (GeneralSecurityException e) {
      throw refused(file, e);
    }
  }

  private static AsymmetricKeyParameter publicHalf(AsymmetricKeyParameter key, Path file) {
    return switch (key) {
      case ECPrivateKeyParameters ec ->
          new ECPublicKeyParameters(
              ec.getParameters().getG().multiply(ec.getD()).normalize(), ec.getParameters());
      case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
      case RSAPrivateCrtKeyParameters rsa ->
          new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
      default -> throw refused(file, null);
    };
  }

  private static ProblemException refused(Path file, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "key-file",
        file + " holds no key of EC, Ed25519 or RSA in PEM",
        cause);
  }
}
