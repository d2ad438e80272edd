package org.bailiwick.node.policies;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;

/** A bundle with any header and payload, and a true ES256 signature of them. */
final class ForgedBundle {
  private ForgedBundle() {}

  static byte[] of(String header, String payload, TestLeaf officer) {
    try {
      String encoded = base64Url(header.getBytes(StandardCharsets.UTF_8));
      Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(officer.key());
      signer.update((encoded + "." + payload).getBytes(StandardCharsets.US_ASCII));
      return "{\"payload\":\"%s\",\"signatures\":[{\"protected\":\"%s\",\"signature\":\"%s\"}]}"
          .formatted(payload, encoded, base64Url(signer.sign()))
          .getBytes(StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String x5c(TestLeaf officer) {
    return Base64.getEncoder().encodeToString(Pem.der(officer.certificate()));
  }

  private static String base64Url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
