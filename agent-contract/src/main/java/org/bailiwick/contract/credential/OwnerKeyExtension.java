package org.bailiwick.contract.credential;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The non-critical certificate extension that carries an {@link OwnerBinding}, version 1, in DER
 * ({@code docs/certificate-profile.md} has the ASN.1). It is a private extension, because the draft
 * that asks for two identities in one credential defines no format ({@code
 * docs/decisions/0029-dual-identity.md}). As with {@link AgentInformationExtension}, each value has
 * exactly one encoding.
 */
public final class OwnerKeyExtension {

  public static final String OID = AgentInformationExtension.ARC + ".4";

  private static final int VERSION = 1;

  /** The greatest length; an RSA key of 8192 bits and an owner of 200 characters fit. */
  private static final int MAX_LENGTH = 4096;

  private OwnerKeyExtension() {}

  /** Returns the content of the extension's extnValue. */
  public static byte[] encode(OwnerBinding binding) {
    DERSequence body =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(VERSION),
              new DERUTF8String(binding.owner().value()),
              SubjectPublicKeyInfo.getInstance(binding.key().getEncoded())
            });
    try {
      return body.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("encoding in memory failed", e);
    }
  }

  /**
   * Reads the content of extnValue. It throws MALFORMED_REQUEST for all bytes that are not the
   * encoding of a version 1 value with a key that may be certified.
   */
  public static OwnerBinding decode(byte[] der) {
    if (der.length > MAX_LENGTH) {
      throw refused("owner-key-size", null);
    }
    try {
      OwnerBinding read = read(ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der)));
      if (Arrays.equals(encode(read), der)) {
        return read;
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw e instanceof ProblemException problem ? problem : refused("owner-key-der", e);
    }
    throw refused("owner-key-not-canonical", null);
  }

  /**
   * The owner's identity in this certificate, or empty if the certificate has none.
   *
   * @throws ProblemException MALFORMED_REQUEST if the extension is malformed
   */
  public static Optional<OwnerBinding> find(X509Certificate certificate) {
    return Optional.ofNullable(certificate.getExtensionValue(OID))
        .map(value -> decode(ASN1OctetString.getInstance(value).getOctets()));
  }

  private static OwnerBinding read(ASN1Sequence body) throws IOException, GeneralSecurityException {
    if (body.size() != 3 || !ASN1Integer.getInstance(body.getObjectAt(0)).hasValue(VERSION)) {
      throw refused("owner-key-version", null);
    }
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(body.getObjectAt(2));
    PublicKey key =
        KeyFactory.getInstance(info.getAlgorithm().getAlgorithm().getId())
            .generatePublic(new X509EncodedKeySpec(info.getEncoded(ASN1Encoding.DER)));
    KeyAlgorithm.of(key);
    return new OwnerBinding(
        Owner.parse(ASN1UTF8String.getInstance(body.getObjectAt(1)).getString()), key);
  }

  private static ProblemException refused(String check, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        check,
        "The owner's key is not strict DER of version 1",
        cause);
  }
}
