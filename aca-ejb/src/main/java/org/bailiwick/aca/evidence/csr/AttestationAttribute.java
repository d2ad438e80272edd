package org.bailiwick.aca.evidence.csr;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.pkcs.Attribute;

/**
 * The attribute id-aa-attestation of a CSR (draft-ietf-lamps-csr-attestation-28): {@code
 * AttestationBundle ::= SEQUENCE { attestations SEQUENCE OF SEQUENCE { type OBJECT IDENTIFIER, stmt
 * ANY }, certs SEQUENCE OF … OPTIONAL }}. The reader of the CSR has checked that the attribute is
 * strict DER and occurs at most once. Statements must be CMW; the certificates are not used.
 */
final class AttestationAttribute {

  static final ASN1ObjectIdentifier OID = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.59");

  /** CHOICE { json UTF8String, cbor OCTET STRING } (draft-ietf-rats-msg-wrap section 3.4). */
  private static final ASN1ObjectIdentifier CMW = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.35");

  private static final String WHAT = "csr-attestation";
  private static final int MAX_STATEMENTS = 4;

  private AttestationAttribute() {}

  /** The statements of the attribute; none if {@code found} is empty. */
  static List<ConveyedToken> read(Attribute[] found) {
    if (found.length == 0) {
      return List.of();
    }
    if (found[0].getAttrValues().size() != 1) {
      throw refused("-values", "The CSR's attestation attribute must have one value.");
    }
    ASN1Sequence bundle = sequence(found[0].getAttrValues().getObjectAt(0), 1, 2);
    if (bundle.size() == 2) {
      sequence(bundle.getObjectAt(1), 1, Integer.MAX_VALUE);
    }
    List<ConveyedToken> tokens = new ArrayList<>();
    for (ASN1Encodable statement : sequence(bundle.getObjectAt(0), 1, MAX_STATEMENTS)) {
      tokens.add(token(sequence(statement, 2, 2)));
    }
    return List.copyOf(tokens);
  }

  private static ConveyedToken token(ASN1Sequence statement) {
    if (!CMW.equals(statement.getObjectAt(0))) {
      throw refused("-type", "The CSR holds an attestation statement of an unknown type.");
    }
    return switch (statement.getObjectAt(1)) {
      case ASN1UTF8String json -> ConveyedToken.ofJson(WHAT, json.getString());
      case ASN1OctetString cbor -> ConveyedToken.ofCbor(WHAT, cbor.getOctets());
      default -> throw malformed();
    };
  }

  private static ASN1Sequence sequence(ASN1Encodable value, int least, int most) {
    if (value instanceof ASN1Sequence sequence
        && sequence.size() >= least
        && sequence.size() <= most) {
      return sequence;
    }
    throw malformed();
  }

  private static ProblemException malformed() {
    return refused("-malformed", "The CSR's attestation attribute is not an AttestationBundle.");
  }

  private static ProblemException refused(String fault, String detail) {
    return new ProblemException(ProblemType.INVALID_CSR, WHAT + fault, detail);
  }
}
