package org.bailiwick.master.httpsignature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.credential.Sha256;

/**
 * The fields of a signature as a client makes them (RFC 9421 section 3.1). It writes its texts by
 * hand, so that a test does not compare the product with itself.
 */
public final class SignedHeaders {
  private final Map<String, String> components = new LinkedHashMap<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private Function<byte[], byte[]> signer = base -> new byte[0];

  /** A signature of five minutes for a request with this body. */
  public static SignedHeaders of(String method, String uri, String body, Instant now) {
    SignedHeaders made = new SignedHeaders();
    made.components.put("@method", method);
    made.components.put("@target-uri", uri);
    if (!body.isEmpty()) {
      made.components.put("content-digest", digest(body));
    }
    made.parameters.put("created", String.valueOf(now.getEpochSecond()));
    made.parameters.put("expires", String.valueOf(now.plusSeconds(300).getEpochSecond()));
    made.parameters.put("nonce", "\"" + UUID.randomUUID() + "\"");
    return made;
  }

  /** The field Content-Digest of a body. */
  public static String digest(String body) {
    return "sha-256=:" + base64(Sha256.of(body)) + ":";
  }

  /** The secret, in Base64, and its id. */
  public SignedHeaders by(String keyId, String shared) {
    parameters.put("keyid", "\"" + keyId + "\"");
    signer = base -> mac(shared, base);
    return this;
  }

  /** By the private key of a workload, on P-256 (RFC 9421 section 3.3.4). */
  public SignedHeaders by(PrivateKey key) {
    signer = base -> ecdsa(key, base);
    return this;
  }

  public SignedHeaders with(String parameter, Object value) {
    parameters.put(parameter, value.toString());
    return this;
  }

  public SignedHeaders without(String name) {
    parameters.remove(name);
    components.remove(name);
    return this;
  }

  public SignedHeaders covering(String component, String value) {
    components.put(component, value);
    return this;
  }

  /** The headers of the request; those that are covered are among them. */
  public Map<String, List<String>> headers() {
    String covered =
        components.keySet().stream()
            .map(name -> "\"" + name + "\"")
            .collect(Collectors.joining(" ", "(", ")"));
    String input =
        covered
            + parameters.entrySet().stream()
                .map(each -> ";" + each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining());
    String base =
        components.entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\": " + each.getValue() + "\n")
                .collect(Collectors.joining())
            + "\"@signature-params\": "
            + input;
    Map<String, List<String>> headers = new LinkedHashMap<>();
    components.forEach(
        (name, value) -> {
          if (!name.startsWith("@")) {
            headers.put(name, List.of(value));
          }
        });
    headers.put("Signature-Input", List.of("sig1=" + input));
    headers.put("Signature", List.of("sig1=:" + base64(signer.apply(base.getBytes(UTF_8))) + ":"));
    return headers;
  }

  private static byte[] mac(String secret, byte[] base) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
      return mac.doFinal(base);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] ecdsa(PrivateKey key, byte[] base) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(base);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
