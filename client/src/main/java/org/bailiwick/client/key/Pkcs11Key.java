package org.bailiwick.client.key;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A P-256 key inside a PKCS #11 token, which cannot be extracted. Its file in the folder, {@code
 * key.pkcs11}, has three lines: the configuration of the token, the file with the PIN, the label.
 */
public final class Pkcs11Key implements AgentKey {
  public static final String FILE = "key.pkcs11";
  private static final String ALGORITHM = "SHA256withECDSA";

  /** Begins the labels of the keys that this class makes; it deletes no others. */
  private static final String OWN_PREFIX = "bailiwick-";

  /**
   * The validity of the self-signed certificate that a key store needs beside a key; nobody relies
   * on that certificate (RFC 5280 section 4.1.2.5).
   */
  private static final Date NEVER_BEFORE = Date.from(Instant.parse("2000-01-01T00:00:00Z"));

  private static final Date NEVER_AFTER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

  private final KeyPair pair;
  private final String text;

  private Pkcs11Key(KeyPair pair, String text) {
    this.pair = pair;
    this.text = text;
  }

  public static Pkcs11Key generate(Path configuration, Path pinFile) {
    String label = OWN_PREFIX + UUID.randomUUID();
    Pkcs11Login login = Pkcs11Login.at(configuration, pinFile);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", login.provider());
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair made = generator.generateKeyPair();
      if (made.getPrivate().getEncoded() != null) {
        throw refused("The token's private keys can be extracted", null);
      }
      // Other providers need a software key; they can't use the token's public key object.
      PublicKey publicKey =
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(made.getPublic().getEncoded()));
      KeyPair pair = new KeyPair(publicKey, made.getPrivate());
      login
          .store()
          .setKeyEntry(
              label, pair.getPrivate(), null, new Certificate[] {selfSigned(label, pair, login)});
      return new Pkcs11Key(pair, text(configuration, pinFile, label));
    } catch (GeneralSecurityException | OperatorCreationException | ProviderException e) {
      throw refused("The token cannot make a key", e);
    }
  }

  /**
   * The key that the token already has under this label, with a certificate of the same id beside
   * it. This class never deletes that key from the token.
   */
  public static Pkcs11Key existing(Path configuration, Path pinFile, String label) {
    Pkcs11Login login = Pkcs11Login.at(configuration, pinFile);
    try {
      if (!(login.store().getKey(label, null) instanceof PrivateKey key)) {
        throw refused(
            "The token shows no key " + label + " with a certificate of the same id beside it",
            null);
      }
      if (key.getEncoded() != null) {
        throw refused("The token's private keys can be extracted", null);
      }
      return new Pkcs11Key(
          new KeyPair(login.store().getCertificate(label).getPublicKey(), key),
          text(configuration, pinFile, label));
    } catch (GeneralSecurityException | ProviderException e) {
      throw refused("The token refuses the use of the key", e);
    }
  }

  private static String text(Path configuration, Path pinFile, String label) {
    return String.join(
        "\n",
        configuration.toAbsolutePath().toString(),
        pinFile.toAbsolutePath().toString(),
        label,
        "");
  }

  private static X509Certificate selfSigned(String label, KeyPair pair, Pkcs11Login login)
      throws GeneralSecurityException, OperatorCreationException {
    X500Name name = new X500Name("CN=" + label);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name, BigInteger.ONE, NEVER_BEFORE, NEVER_AFTER, name, pair.getPublic());
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder(ALGORITHM)
                    .setProvider(login.provider())
                    .build(pair.getPrivate())));
  }

  /** Opens the key of a folder. */
  public static PrivateKey open(Path folder) {
    List<String> lines = lines(folder);
    Pkcs11Login login = Pkcs11Login.at(Path.of(lines.get(0)), Path.of(lines.get(1)));
    try {
      if (login.store().getKey(lines.get(2), null) instanceof PrivateKey key) {
        return key;
      }
      throw refused("The token has no key " + lines.get(2), null);
    } catch (GeneralSecurityException | ProviderException e) {
      throw refused("The token refuses the use of the key", e);
    }
  }

  /** Deletes the key of a folder from its token, if this class made it. */
  public static void delete(Path folder) {
    List<String> lines = lines(folder);
    if (!lines.get(2).startsWith(OWN_PREFIX)) {
      return;
    }
    KeyStore store = Pkcs11Login.at(Path.of(lines.get(0)), Path.of(lines.get(1))).store();
    try {
      store.deleteEntry(lines.get(2));
    } catch (GeneralSecurityException | ProviderException e) {
      throw refused("The token cannot delete the key " + lines.get(2), e);
    }
  }

  private static List<String> lines(Path folder) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(FILE), StandardCharsets.UTF_8);
      if (lines.size() == 3) {
        return lines;
      }
      throw refused(folder.resolve(FILE) + " does not have three lines", null);
    } catch (IOException e) {
      throw refused(folder.resolve(FILE) + " cannot be read", e);
    }
  }

  static ProblemException refused(String detail, Exception cause) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "agent-token", detail, cause);
  }

  @Override
  public KeyPair pair() {
    return pair;
  }

  @Override
  public void keepIn(Path folder) throws IOException {
    AtomicFile.secret(folder.resolve(FILE), text);
  }
}
