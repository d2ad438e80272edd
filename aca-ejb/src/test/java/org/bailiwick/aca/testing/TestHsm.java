package org.bailiwick.aca.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * A vendor with one HSM that attests keys as a YubiHSM 2 does: the same extensions in the same
 * encodings, each of which a test can replace.
 */
public final class TestHsm {

  public static final long SIGN_ECDSA = 1L << 7;
  public static final int NUMBER = 20_000_001;

  private static final String ATTESTED = "CN=YubiHSM Attestation id:0x0024";
  private static final String ARC = "1.3.6.1.4.1.41482.4.";
  private static final Instant FROM = Instant.parse("2017-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2071-10-05T00:00:00Z");

  private final KeyPair rootKey = TestKeys.ec();
  private final KeyPair deviceKey = TestKeys.ec();
  private final X509Certificate root;
  private final X509Certificate device;

  public TestHsm(String vendor) {
    this(vendor, NUMBER);
  }

  /** An HSM of which its vendor says this number. */
  public TestHsm(String vendor, int number) {
    this.root = certificate("CN=" + vendor, rootKey.getPublic(), rootOf(vendor), Map.of());
    Map<String, byte[]> own = new TreeMap<>();
    own.put("1", value(new DEROctetString(new byte[] {2, 4, 1})));
    own.put("2", value(new ASN1Integer(number)));
    own.put("10", value(new ASN1Integer(5)));
    this.device =
        certificate("CN=HSM (" + number + ")", deviceKey.getPublic(), rootOf(vendor), own);
  }

  private record Signer(String name, KeyPair key, Instant until) {}

  private Signer rootOf(String vendor) {
    return new Signer("CN=" + vendor, rootKey, UNTIL);
  }

  public X509Certificate root() {
    return root;
  }

  public X509Certificate device() {
    return device;
  }

  /**
   * The attestation extensions of a key that was generated in the HSM with these capabilities
   * alone.
   */
  public static Map<String, byte[]> says(long capabilities) {
    Map<String, byte[]> extensions = new TreeMap<>();
    extensions.put("1", value(new DEROctetString(new byte[] {2, 4, 1})));
    extensions.put("2", value(new ASN1Integer(NUMBER)));
    extensions.put("3", value(new DERBitString(new byte[] {1})));
    extensions.put("4", value(new DERBitString(new byte[] {0, 1})));
    extensions.put(
        "5", value(new DERBitString(ByteBuffer.allocate(8).putLong(capabilities).array())));
    extensions.put("6", value(new ASN1Integer(0x24)));
    extensions.put("9", value(new DERUTF8String("agent")));
    return extensions;
  }

  /** The octets of an extension that holds this. */
  public static byte[] value(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public X509Certificate attests(PublicKey key, Map<String, byte[]> extensions) {
    return attests(key, extensions, UNTIL);
  }

  public X509Certificate attests(PublicKey key, Map<String, byte[]> extensions, Instant until) {
    Signer signer = new Signer(device.getSubjectX500Principal().getName(), deviceKey, until);
    return certificate(ATTESTED, key, signer, extensions);
  }

  /** An attestation signed by a key that this HSM attested, instead of by the HSM. */
  public static X509Certificate forgedBy(
      KeyPair attested, PublicKey key, Map<String, byte[]> extensions) {
    return certificate("CN=Forged", key, new Signer(ATTESTED, attested, UNTIL), extensions);
  }

  /** The value of an evidence item with these certificates. */
  public static String evidence(X509Certificate... chain) {
    String x5c =
        List.of(chain).stream()
            .map(each -> "\"" + Base64.getEncoder().encodeToString(der(each)) + "\"")
            .collect(Collectors.joining(","));
    return encode("{\"format\":\"yubihsm2\",\"x5c\":[" + x5c + "]}");
  }

  public static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate certificate(
      String subject, PublicKey key, Signer signer, Map<String, byte[]> extensions) {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(signer.name()),
            BigInteger.valueOf(System.nanoTime()),
            Date.from(FROM),
            Date.from(signer.until()),
            new X500Name(subject),
            key);
    try {
      for (Map.Entry<String, byte[]> each : extensions.entrySet()) {
        builder.addExtension(new ASN1ObjectIdentifier(ARC + each.getKey()), false, each.getValue());
      }
      if (!subject.equals(ATTESTED)) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(TestKeys.signer("SHA256withECDSA", signer.key().getPrivate())));
    } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
