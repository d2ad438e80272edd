package org.bailiwick.system;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.Security;
import java.security.interfaces.RSAPrivateKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.jca.ProviderContext;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A compact JWS in the making, right at first; a test changes one thing and signs. */
public final class Jws {
  private static final ProviderContext NATIVE = nativeSignatures();

  private final Map<String, Object> header = new LinkedHashMap<>();
  private final Map<String, Object> claims = new LinkedHashMap<>();
  private String payload;
  private Key key;

  public Jws(String algorithm, String type, Key key) {
    header.put("alg", algorithm);
    header.put("typ", type);
    this.key = key;
  }

  public Jws header(String name, Object value) {
    header.put(name, value);
    return this;
  }

  public Jws claim(String name, Object value) {
    claims.put(name, value);
    return this;
  }

  /** Sets a claim unless the test has said what it shall be, or that it shall be absent. */
  public Jws claimUnlessSet(String name, Object value) {
    if (!says(name)) {
      claims.put(name, value);
    }
    return this;
  }

  /** Whether the claim was set, also to be absent. */
  public boolean says(String name) {
    return claims.containsKey(name);
  }

  public Jws without(String name) {
    claims.put(name, null);
    return this;
  }

  /** Another payload than the claims. */
  public Jws payload(String text) {
    this.payload = text;
    return this;
  }

  /** Java's own RSA takes a tenth of a second in a JVM without its optimising compiler. */
  private static ProviderContext nativeSignatures() {
    ProviderContext context = new ProviderContext();
    if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null) {
      Security.addProvider(AmazonCorrettoCryptoProvider.INSTANCE);
      context
          .getSuppliedKeyProviderContext()
          .setSignatureProvider(AmazonCorrettoCryptoProvider.PROVIDER_NAME);
    }
    return context;
  }

  public Jws signedBy(Key other) {
    this.key = other;
    return this;
  }

  public Object claim(String name) {
    return claims.get(name);
  }

  public String compact() {
    Map<String, Object> present = new LinkedHashMap<>(claims);
    present.values().removeIf(value -> value == null);
    String text = payload == null ? JsonUtil.toJson(present) : payload;
    if ("none".equals(header.get("alg"))) {
      return encode(JsonUtil.toJson(header)) + "." + encode(text) + ".";
    }
    JsonWebSignature jws = new JsonWebSignature();
    header.forEach(jws.getHeaders()::setObjectHeaderValue);
    jws.setPayload(text);
    jws.setKey(key);
    jws.setDoKeyValidation(false);
    if (key instanceof RSAPrivateKey) {
      jws.setProviderContext(NATIVE);
    }
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
