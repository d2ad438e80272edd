package org.bailiwick.aca.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * A device maker with a root of its own; its IDevIDs are sound or have the defect that is asked
 * for.
 */
public final class TestMaker {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  /** 99991231235959Z, the "no expiry" of IEEE 802.1AR. */
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  private final X500Name name;
  private final KeyPair key = TestKeys.ec();
  private final X509Certificate root;

  public TestMaker(String name) {
    this.name = new X500Name("CN=" + name);
    this.root = renewedRoot();
  }

  /** Another certificate of the root, for the same name and key. */
  public X509Certificate renewedRoot() {
    return certificate(
        new Draft(name, key.getPublic(), FROM, NEVER),
        builder -> {
          add(builder, Extension.basicConstraints, new BasicConstraints(true));
          add(builder, Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign));
        });
  }

  /** The content of a certificate beside its extensions. */
  public record Draft(X500Name subject, PublicKey key, Instant from, Instant until) {

    public static Draft device(String serialNumber, PublicKey key) {
      return new Draft(new X500Name("O=Maker,SERIALNUMBER=" + serialNumber), key, FROM, NEVER);
    }

    public Draft until(Instant end) {
      return new Draft(subject, key, from, end);
    }

    public Draft named(String distinguishedName) {
      return new Draft(new X500Name(distinguishedName), key, from, until);
    }
  }

  public X509Certificate root() {
    return root;
  }

  public X509Certificate device(String serialNumber, PublicKey deviceKey) {
    return device(Draft.device(serialNumber, deviceKey));
  }

  public X509Certificate device(Draft draft) {
    return certificate(
        draft,
        builder -> {
          add(builder, Extension.basicConstraints, new BasicConstraints(false));
          add(builder, Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature));
        });
  }

  /** Any certificate signed by the root. */
  public X509Certificate certificate(Draft draft, Consumer<X509v3CertificateBuilder> extensions) {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(draft.from()),
            Date.from(draft.until()),
            draft.subject(),
            draft.key());
    extensions.accept(builder);
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(TestKeys.signer("SHA256withECDSA", key.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void add(
      X509v3CertificateBuilder builder, ASN1ObjectIdentifier oid, ASN1Encodable value) {
    try {
      builder.addExtension(oid, true, value);
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
  }
}
