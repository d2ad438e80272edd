package org.bailiwick.master.httpsignature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
  private String secret = "";

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
    secret = shared;
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
    headers.put("Signature", List.of("sig1=:" + base64(mac(base)) + ":"));
    return headers;
  }

  private byte[] mac(String base) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
      return mac.doFinal(base.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
