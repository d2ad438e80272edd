package org.bailiwick.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key and the certificate chain for its public key, leaf first. A test signature has
 * shown that they match.
 */
record KeyPairFiles(PrivateKey key, List<X509Certificate> chain) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final byte[] PROBE = "test signature".getBytes(StandardCharsets.US_ASCII);

  KeyPairFiles {
    chain = List.copyOf(chain);
  }

  static KeyPairFiles read(Path chainFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = chain(chainFile);
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = key(Files.readString(keyFile, StandardCharsets.US_ASCII), publicKey);
    requireMatch(key, publicKey);
    return new KeyPairFiles(key, chain);
  }

  private static List<X509Certificate> chain(Path file) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new CertificateException("No certificate in " + file.getFileName());
      }
      return chain;
    }
  }

  private static PrivateKey key(String pem, PublicKey publicKey) throws GeneralSecurityException {
    Matcher block = PKCS8.matcher(pem);
    if (!block.find()) {
      throw new InvalidKeySpecException("The key file holds no PKCS#8 private key");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(1));
      return KeyFactory.getInstance(publicKey.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException("The key file is not Base64", e);
    }
  }

  private static void requireMatch(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> publicKey.getAlgorithm();
        };
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(PROBE);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(publicKey);
    verifier.update(PROBE);
    if (!verifier.verify(signature)) {
      throw new InvalidKeyException("Key and certificate do not belong together");
    }
  }
}
