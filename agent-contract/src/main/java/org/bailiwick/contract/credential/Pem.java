package org.bailiwick.contract.credential;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/** Textual encodings of certificates and PKCS #8 keys (RFC 7468), and certificate thumbprints. */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s*([A-Za-z0-9+/=\\s]+?)\\s*-----END \\1-----");
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /**
   * Reads the certificates of a PEM text in their order. It ignores text between the blocks, and
   * refuses a text without a certificate.
   */
  public static List<X509Certificate> certificates(String text) {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        certificates.add(certificate(decode(block.group(2))));
      }
    }
    if (certificates.isEmpty()) {
      throw refused("pem-certificate", "The text holds no certificate in PEM form", null);
    }
    return List.copyOf(certificates);
  }

  public static List<X509Certificate> certificates(byte[] text) {
    return certificates(new String(text, StandardCharsets.US_ASCII));
  }

  /** Reads one certificate from DER and refuses bytes after it. */
  public static X509Certificate certificate(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
      if (Arrays.equals(certificate.getEncoded(), der)) {
        return certificate;
      }
    } catch (CertificateException | RuntimeException e) { // the JDK's key parsers throw both
      throw refused("certificate-der", "The bytes are not a certificate in DER", e);
    }
    throw refused("certificate-der", "The bytes are not a certificate in DER", null);
  }

  public static String of(X509Certificate... chain) {
    return of(List.of(chain));
  }

  public static String of(List<X509Certificate> chain) {
    return chain.stream()
        .map(each -> block("CERTIFICATE", der(each)))
        .collect(Collectors.joining());
  }

  /** Writes unencrypted PKCS #8, for a file that no other user can read. */
  public static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** Writes a block with any label, for example {@code CERTIFICATE REQUEST}. */
  public static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + LINES.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** Reads the PKCS #8 key of a PEM text. The key may be EC, RSA or Ed25519. */
  public static PrivateKey privateKey(String pkcs8Pem) {
    Matcher block = BLOCK.matcher(pkcs8Pem);
    if (!block.find() || !block.group(1).equals("PRIVATE KEY")) {
      throw refused("pem-private-key", "The text holds no PKCS #8 private key in PEM form", null);
    }
    try {
      byte[] der = decode(block.group(2));
      String oid = PrivateKeyInfo.getInstance(der).getPrivateKeyAlgorithm().getAlgorithm().getId();
      return KeyFactory.getInstance(oid).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The exception has no cause, because a parser's message could quote bytes of the key.
      throw refused("pem-private-key", "The private key could not be read", null);
    }
  }

  /**
   * The SHA-256 thumbprint of a certificate in base64url, as in the member {@code x5t#S256} (RFC
   * 7515 section 4.1.8).
   */
  public static String sha256(X509Certificate certificate) {
    return Sha256.base64url(der(certificate));
  }

  /** The octets of a certificate in DER. */
  public static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw refused("certificate-der", "The certificate cannot be encoded", e);
    }
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw refused("pem-base64", "The PEM text is not in base64", null);
    }
  }

  private static ProblemException refused(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail, cause);
  }
}
