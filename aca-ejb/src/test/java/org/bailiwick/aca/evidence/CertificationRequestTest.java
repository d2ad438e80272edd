package org.bailiwick.aca.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.security.KeyPair;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.Test;

/** What fuzzing found in PKCS#10 requests. */
class CertificationRequestTest {

  private final KeyPair key = TestKeys.ed25519();

  /** The tag [0] of the attributes in its primitive form, with which a set can't be encoded. */
  @Test
  void refusesAttributesThatAreNoSet() throws IOException {
    byte[] der = withAttributes(new DERTaggedObject(false, 0, new DEROctetString(new byte[0])));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> CertificationRequest.verify(der, "spiffe://bailiwick.example/agent/a"))
        .satisfies(refused -> assertThat(refused.check()).isEqualTo("csr-der"));
  }

  private byte[] withAttributes(ASN1Encodable attributes) throws IOException {
    ASN1Sequence request = ASN1Sequence.getInstance(TestCsr.of(key).der());
    ASN1Encodable[] info = ASN1Sequence.getInstance(request.getObjectAt(0)).toArray();
    info[3] = attributes;
    ASN1Encodable[] changed = {
      new DERSequence(info), request.getObjectAt(1), request.getObjectAt(2)
    };
    return new DERSequence(changed).getEncoded();
  }
}
