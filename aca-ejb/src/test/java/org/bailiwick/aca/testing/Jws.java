package org.bailiwick.aca.testing;

import java.security.PrivateKey;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Makes compact JWS as an outside party would. */
public final class Jws {

  private Jws() {}

  public static String sign(
      PrivateKey key, String algorithm, Map<String, Object> header, Map<String, Object> claims) {
    JsonWebSignature jws = new JsonWebSignature();
    header.forEach(jws::setHeader);
    jws.setAlgorithmHeaderValue(algorithm);
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setDoKeyValidation(false);
    jws.setPayload(JsonUtil.toJson(claims));
    jws.setKey(key);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
