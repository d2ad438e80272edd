package org.bailiwick.master.clientauth;

import java.security.Key;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.testing.MasterRig;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A client's assertion, made by jose4j, before a test changes it. */
public final class TestAssertion {
  public static final String TYPE = PrivateKeyJwt.ASSERTION_TYPE;

  final Map<String, Object> header = new HashMap<>();
  final Map<String, Object> claims = new HashMap<>();
  Key key;

  /** An assertion of this client that is accepted. */
  public TestAssertion(TestLeaf client, long now) {
    String id = client.id().toString();
    header.putAll(Map.of("alg", "ES256", "x5c", chain(client.chain())));
    claims.putAll(Map.of("iss", id, "sub", id, "aud", MasterRig.ISSUER));
    claims.putAll(Map.of("iat", now, "exp", now + 60, "jti", UUID.randomUUID().toString()));
    key = client.key();
  }

  static List<String> chain(List<X509Certificate> certificates) {
    return certificates.stream().map(TestAssertion::base64).toList();
  }

  private static String base64(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  public String compact() {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    header.forEach(jws.getHeaders()::setObjectHeaderValue);
    jws.setPayload(JsonUtil.toJson(claims));
    jws.setKey(key);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
