package org.bailiwick.system.rotation;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.bailiwick.system.status.Tool;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/** Has openssl verify a compact JWS of ES256, whose signature it wants as DER. */
final class SignedByOpenssl {
  private SignedByOpenssl() {}

  /**
   * openssl's verdict.
   *
   * @param key DER SubjectPublicKeyInfo in base64
   */
  static String verify(String compact, String key, Path folder) throws IOException {
    int end = compact.lastIndexOf('.');
    byte[] raw = Base64.getUrlDecoder().decode(compact.substring(end + 1));
    ASN1EncodableVector both = new ASN1EncodableVector();
    both.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 0, 32))));
    both.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 32, 64))));
    Path signature =
        Files.write(folder.resolve("signature.der"), new DERSequence(both).getEncoded());
    Path signed = Files.write(folder.resolve("signed"), ascii(compact.substring(0, end)));
    Path der = Files.write(folder.resolve("key.der"), Base64.getDecoder().decode(key));
    Path pem = folder.resolve("key.pem");
    Tool.run(
        "openssl", "pkey", "-pubin", "-inform", "DER", "-in", der.toString(), "-out", "" + pem);
    return Tool.run(
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            pem.toString(),
            "-signature",
            signature.toString(),
            signed.toString())
        .output();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
