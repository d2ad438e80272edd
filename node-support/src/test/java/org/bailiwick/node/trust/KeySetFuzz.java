package org.bailiwick.node.trust;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.jose.JwtKeys;
import org.junit.jupiter.params.provider.MethodSource;

/** Key sets that are fetched from others: JWK sets of issuers and trust bundles of domains. */
class KeySetFuzz {

  private static final String KEYS =
      "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"use\":\"sig\","
          + "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
          + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"},"
          + "{\"kty\":\"RSA\",\"kid\":\"r\",\"e\":\"AQAB\",\"n\":\"0vx7agoebGcQ\"},"
          + "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"o\","
          + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";
  private static final String BUNDLE = bundle();

  static Stream<byte[]> seeds() {
    return Inputs.seeds(KEYS, BUNDLE);
  }

  private static String bundle() {
    try {
      byte[] root = TestCa.create("partner.example").root().getEncoded();
      return "{\"keys\":[{\"use\":\"x509-svid\",\"kty\":\"EC\",\"x5c\":[\""
          + Base64.getEncoder().encodeToString(root)
          + "\"]}],\"spiffe_sequence\":7,\"bailiwick_issuers\":[\"issuing-1\"]}";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadOrRefused(byte[] input) throws Exception {
    byte[] json = Inputs.json(new Choices(input), KEYS, BUNDLE);
    Bounds.hold(json.length, () -> new VerificationKeys(() -> json, Clock.systemUTC()).find("k"));
    Bounds.hold(json.length, () -> SpiffeBundle.parse(json));
    Bounds.hold(json.length, () -> configured(new String(json, StandardCharsets.UTF_8)));
  }

  /** A key set that an operator wrote into a file. */
  private static void configured(String json) {
    try {
      JwtKeys.ofJwks(json).find(Optional.empty());
    } catch (IllegalArgumentException refused) {
      Bounds.refused(refused);
    }
  }
}
