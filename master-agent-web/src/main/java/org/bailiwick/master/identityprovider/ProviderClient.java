package org.bailiwick.master.identityprovider;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.node.jose.JwsSigner;

/** How this domain shows a provider that it is the provider's client. */
sealed interface ProviderClient {

  String id();

  /** Adds what shows the client to a request to the provider's token endpoint. */
  void authenticate(
      HttpRequest.Builder request, Map<String, String> form, String issuer, Instant now);

  /** By a secret that a file holds, which is read for each request (RFC 6749 section 2.3.1). */
  record BySecret(String id, Path file) implements ProviderClient {
    @Override
    public void authenticate(
        HttpRequest.Builder request, Map<String, String> form, String issuer, Instant now) {
      String pair = encoded(id) + ":" + encoded(secret());
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
    }

    private String secret() {
      try {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
      } catch (IOException e) {
        throw ProviderExchange.unavailable("provider-client-secret", e);
      }
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }

  /** By a JWT of the key of a file (RFC 7523 section 2.2). */
  record ByKey(String id, JwsSigner key) implements ProviderClient {
    private static final long LIFETIME = 60;

    @Override
    public void authenticate(
        HttpRequest.Builder request, Map<String, String> form, String issuer, Instant now) {
      long seconds = now.getEpochSecond();
      form.put("client_id", id);
      form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      form.put(
          "client_assertion",
          key.sign(
              "JWT",
              Json.createObjectBuilder()
                  .add("iss", id)
                  .add("sub", id)
                  .add("aud", issuer)
                  .add("iat", seconds)
                  .add("exp", seconds + LIFETIME)
                  .add("jti", UUID.randomUUID().toString())
                  .build()));
    }
  }
}
