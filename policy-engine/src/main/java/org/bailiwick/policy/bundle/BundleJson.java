package org.bailiwick.policy.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/** JSON and base64url of bundles, each text in one form only. */
final class BundleJson {
  /** A payload lies four members deep; a parser's stack must not depend on who writes. */
  private static final int DEEPEST = 16;

  /** A thousand files have two thousand names and texts; small values need much memory. */
  private static final int MOST_TOKENS = 10_000;

  private static final ObjectMapper JSON = mapper();

  private BundleJson() {}

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxTokenCount(MOST_TOKENS)
                .maxStringLength(PolicyBundle.MAX_OCTETS)
                .maxNumberLength(20)
                .build());
    return mapper;
  }

  /** A JSON value in UTF-8 and nothing after it, with each member of an object once. */
  static JsonNode read(byte[] octets) throws IOException {
    return JSON.readTree(utf8(octets));
  }

  private static String utf8(byte[] octets) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
  }

  static byte[] write(JsonNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static boolean hasExactly(JsonNode json, Set<String> members) {
    Set<String> found = new HashSet<>();
    json.fieldNames().forEachRemaining(found::add);
    return json.isObject() && found.equals(members);
  }

  static String base64Url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /**
   * The octets of base64url without padding, in the one form that they have (RFC 4648 section 3.5).
   */
  static byte[] octets(String base64Url) {
    try {
      byte[] octets = Base64.getUrlDecoder().decode(base64Url);
      if (base64Url(octets).equals(base64Url)) {
        return octets;
      }
    } catch (IllegalArgumentException e) {
      throw refusal();
    }
    throw refusal();
  }

  /** In hex. */
  static String sha256(byte[] octets) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static BundleRefusedException refusal() {
    return new BundleRefusedException(
        BundleCheck.BUNDLE_MALFORMED, "A part of the bundle is not base64url without padding");
  }
}
