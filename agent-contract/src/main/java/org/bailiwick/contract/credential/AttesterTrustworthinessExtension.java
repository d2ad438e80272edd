package org.bailiwick.contract.credential;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustClaim;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * The non-critical certificate extension that carries {@link AttesterTrustworthiness}, version 1,
 * in DER ({@code docs/certificate-profile.md} has the ASN.1). Credentials of all workloads may have
 * it; one without it says that nothing is known. As with {@link AgentInformationExtension}, each
 * value has exactly one encoding.
 */
public final class AttesterTrustworthinessExtension {

  public static final String OID = AgentInformationExtension.ARC + ".6";

  private static final byte[] ENCODED_OID = AgentInformationExtension.der(OID);
  private static final int VERSION = 1;

  /** The greatest length; eight roots of trust with the longest texts need 2389 octets. */
  private static final int MAX_LENGTH = 2560;

  private AttesterTrustworthinessExtension() {}

  /** Returns the content of the extension's extnValue. */
  public static byte[] encode(AttesterTrustworthiness trustworthiness) {
    DERSequence body =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(VERSION),
              new DERSequence(
                  trustworthiness.rootsOfTrust().stream()
                      .map(AttesterTrustworthinessExtension::element)
                      .toArray(ASN1Encodable[]::new)),
              new DEROctetString(octets(trustworthiness.vector()))
            });
    try {
      return body.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("encoding in memory failed", e);
    }
  }

  private static ASN1Encodable element(RootOfTrust root) {
    return new DERSequence(
        new ASN1Encodable[] {new DERUTF8String(root.kind()), new DERUTF8String(root.anchor())});
  }

  /** One octet for each claim in the order of the numbers, as AR4SI has them: a signed number. */
  private static byte[] octets(TrustVector vector) {
    byte[] octets = new byte[TrustClaim.values().length];
    vector.claims().forEach((claim, value) -> octets[claim.number()] = value.byteValue());
    return octets;
  }

  /**
   * Reads the content of extnValue. It throws MALFORMED_REQUEST for all bytes that are not the
   * encoding of a version 1 value.
   */
  public static AttesterTrustworthiness decode(byte[] der) {
    if (der.length > MAX_LENGTH) {
      throw refused("attester-trustworthiness-size", null);
    }
    try {
      AttesterTrustworthiness read =
          read(ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der)));
      if (Arrays.equals(encode(read), der)) {
        return read;
      }
    } catch (IOException | RuntimeException e) {
      throw e instanceof ProblemException problem
          ? problem
          : refused("attester-trustworthiness-der", e);
    }
    throw refused("attester-trustworthiness-not-canonical", null);
  }

  /**
   * What this certificate says; empty if it has no such extension.
   *
   * @throws ProblemException MALFORMED_REQUEST if the extension is malformed
   */
  public static Optional<AttesterTrustworthiness> find(X509Certificate certificate) {
    return Optional.ofNullable(certificate.getExtensionValue(OID))
        .map(value -> decode(ASN1OctetString.getInstance(value).getOctets()));
  }

  /** What a certificate says that was verified when it was stored; empty if it cannot be read. */
  public static Optional<AttesterTrustworthiness> in(byte[] certificate) {
    try {
      return AgentInformationExtension.contentIn(certificate, ENCODED_OID)
          .map(AttesterTrustworthinessExtension::decode);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static AttesterTrustworthiness read(ASN1Sequence body) {
    if (body.size() != 3 || !ASN1Integer.getInstance(body.getObjectAt(0)).hasValue(VERSION)) {
      throw refused("attester-trustworthiness-version", null);
    }
    List<RootOfTrust> roots = new ArrayList<>();
    ASN1Sequence.getInstance(body.getObjectAt(1)).forEach(element -> roots.add(root(element)));
    return new AttesterTrustworthiness(
        roots, vector(ASN1OctetString.getInstance(body.getObjectAt(2)).getOctets()));
  }

  private static RootOfTrust root(ASN1Encodable element) {
    ASN1Sequence fields = ASN1Sequence.getInstance(element);
    return new RootOfTrust(text(fields.getObjectAt(0)), text(fields.getObjectAt(1)));
  }

  private static String text(ASN1Encodable element) {
    return ASN1UTF8String.getInstance(element).getString();
  }

  private static TrustVector vector(byte[] octets) {
    Map<TrustClaim, Integer> claims = new EnumMap<>(TrustClaim.class);
    for (TrustClaim claim : TrustClaim.values()) {
      claims.put(claim, (int) octets[claim.number()]);
    }
    return new TrustVector(claims);
  }

  private static ProblemException refused(String check, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        check,
        "The Attester's trustworthiness is not strict DER of version 1",
        cause);
  }
}
