package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Base64;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * What the device signs: the Entity Attestation Token (RFC 9711) and the enrolment statement
 * (docs/issuance.md).
 */
final class DeviceEvidence {
  /** RFC 9711 section 4.2.1: type byte 0x01, RAND, then 128 to 256 bits. */
  private static final byte UEID_RAND = 1;

  private static final int P384_BITS = 384;

  private final DeviceIdentity device;
  private final Clock clock;

  DeviceEvidence(DeviceIdentity device, Clock clock) {
    this.device = device;
    this.clock = clock;
  }

  String eat(String nonce, EnrolmentOrder order) {
    JsonObject claims =
        Json.createObjectBuilder()
            .add("eat_profile", AgentInformationExtension.EAT_PROFILE)
            .add("eat_nonce", nonce)
            .add("iat", clock.instant().getEpochSecond())
            .add("intuse", "csr")
            .add("ueid", ueid())
            .add(
                "hwmodel",
                base64url(device.chain().getFirst().getSubjectX500Principal().getEncoded()))
            .add("swname", device.firmware())
            .add("swversion", Json.createArrayBuilder().add(device.firmwareVersion()))
            .add("program_name", order.programName())
            .add("program_digest", "sha-256:" + order.programSha256())
            .build();
    return sign("eat+jwt", claims);
  }

  /** The device has no identifier of its own kind that we could read, so its key stands for it. */
  private String ueid() {
    byte[] digest = sha256(device.chain().getFirst().getPublicKey().getEncoded());
    byte[] ueid = new byte[digest.length + 1];
    ueid[0] = UEID_RAND;
    System.arraycopy(digest, 0, ueid, 1, digest.length);
    return base64url(ueid);
  }

  String statement(String nonce, byte[] csr, String eat, EnrolmentOrder order) {
    JsonArrayBuilder methods = Json.createArrayBuilder();
    order.validationMethods().stream().sorted().forEach(method -> methods.add(method.token()));
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("nonce", nonce)
            .add("csr_sha256", base64url(sha256(csr)))
            .add("eat_sha256", base64url(sha256(eat.getBytes(StandardCharsets.US_ASCII))))
            .add("profile", order.profile())
            .add("name", order.name())
            .add("owner", order.owner().value())
            .add("capabilities", Json.createArrayBuilder(order.capabilities().texts()))
            .add("locator", order.locator().toString())
            .add("validation_methods", methods)
            .add("iat", clock.instant().getEpochSecond());
    order.replaces().ifPresent(serial -> claims.add("replaces", serial.hex()));
    return sign("enrolment-statement+jwt", claims.build());
  }

  private String sign(String type, JsonObject claims) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setHeader("typ", type);
    jws.setAlgorithmHeaderValue(algorithm());
    jws.setCertificateChainHeaderValue(device.chain().toArray(X509Certificate[]::new));
    jws.setPayload(claims.toString());
    jws.setKey(device.key());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("the device key cannot sign", e);
    }
  }

  private String algorithm() {
    PublicKey key = device.chain().getFirst().getPublicKey();
    return switch (key) {
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() == P384_BITS ->
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384;
      case ECPublicKey ec -> AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
      case RSAPublicKey rsa -> AlgorithmIdentifiers.RSA_USING_SHA256;
      default -> AlgorithmIdentifiers.EDDSA;
    };
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
