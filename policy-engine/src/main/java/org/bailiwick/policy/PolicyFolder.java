package org.bailiwick.policy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.SegmentsRefusedException;

/**
 * The files of a policy folder, checked against {@code manifest.json}: {@code {"version": n,
 * "files": {name: sha-256 in hex}}}. Each file is read only once, so that the bytes that were
 * hashed are the bytes that are used. A signed bundle has the same files.
 *
 * @param policies the policies of the built-in actions, by action
 * @param more the files of applications ({@code app-<name>.cedarschema}, {@code .cedar}, {@code
 *     .entities.json}) and {@code segments.json}, by file name
 * @param texts all of them by file name, of which {@link #of} makes the same
 */
record PolicyFolder(
    Version version,
    String schema,
    SortedMap<String, String> policies,
    SortedMap<String, String> more,
    Map<String, String> texts) {
  static final String MANIFEST = "manifest.json";
  static final String SCHEMA = "schema.cedarschema";
  static final String SEGMENTS = "segments.json";
  private static final String POLICY_SUFFIX = ".cedar";
  private static final String SCHEMA_SUFFIX = ".cedarschema";
  private static final String ENTITIES_SUFFIX = ".entities.json";
  private static final Pattern ACTION = Pattern.compile("(?!app-)[a-z][a-z-]*\\.cedar");
  private static final Pattern APPLICATION =
      Pattern.compile("app-[a-z][a-z0-9-]{0,30}\\.(cedarschema|cedar|entities\\.json)");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The number of the manifest and the SHA-256 of its bytes. */
  record Version(long number, String digest) {
    @Override
    public String toString() {
      return number + "-" + digest.substring(0, Math.min(12, digest.length()));
    }
  }

  /**
   * Reads and checks a folder. The policies are stored by action; the name of a policy file without
   * its suffix is the action.
   */
  static PolicyFolder read(Path folder) {
    byte[] manifestBytes = bytes(folder.resolve(MANIFEST));
    JsonNode manifest = parse(manifestBytes);
    JsonNode number = manifest.path("version");
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 1) {
      throw new PolicyRefusedException("the manifest has no version above zero");
    }
    SortedMap<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> file : manifest.path("files").properties()) {
      texts.put(file.getKey(), text(folder, file.getKey(), file.getValue()));
    }
    refuseUnlisted(folder, texts);
    return of(new Version(number.longValue(), sha256(manifestBytes)), texts);
  }

  /** The same from the texts of its files by name; the caller knows that they are authentic. */
  static PolicyFolder of(Version version, Map<String, String> texts) {
    SortedMap<String, String> policies = new TreeMap<>();
    SortedMap<String, String> more = new TreeMap<>();
    texts.forEach(
        (name, text) -> {
          requirePolicyFile(name);
          if (ACTION.matcher(name).matches()) {
            policies.put(name.substring(0, name.length() - POLICY_SUFFIX.length()), text);
          } else if (!name.equals(SCHEMA)) {
            more.put(name, text);
          }
        });
    if (!texts.containsKey(SCHEMA)) {
      throw new PolicyRefusedException("the manifest does not list " + SCHEMA);
    }
    if (more.containsKey(SEGMENTS)) {
      policies.merge(
          Action.CONNECT.text(), connect(more.get(SEGMENTS)), (own, plan) -> own + "\n" + plan);
    }
    return new PolicyFolder(version, texts.get(SCHEMA), policies, more, Map.copyOf(texts));
  }

  /** The policies that say what the description of segments says. */
  private static String connect(String segments) {
    try {
      return SegmentPlan.read(segments).toCedar();
    } catch (SegmentsRefusedException e) {
      throw new PolicyRefusedException(SEGMENTS + ": " + e.getMessage(), e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether a file of this name counts, so that the manifest must list it. */
  static boolean isPolicyFile(String name) {
    return name.equals(SEGMENTS)
        || name.endsWith(POLICY_SUFFIX)
        || name.endsWith(SCHEMA_SUFFIX)
        || name.endsWith(ENTITIES_SUFFIX);
  }

  private static void requirePolicyFile(String name) {
    if (!name.equals(SCHEMA)
        && !name.equals(SEGMENTS)
        && !ACTION.matcher(name).matches()
        && !APPLICATION.matcher(name).matches()) {
      throw new PolicyRefusedException("the manifest lists a file that is not a policy file");
    }
  }

  private static JsonNode parse(byte[] manifest) {
    try {
      return JSON.readTree(manifest);
    } catch (IOException e) {
      throw new PolicyRefusedException("the manifest is not JSON", e);
    }
  }

  private static String text(Path folder, String name, JsonNode digest) {
    requirePolicyFile(name);
    byte[] bytes = bytes(folder.resolve(name));
    if (!sha256(bytes).equals(digest.asText())) {
      throw new PolicyRefusedException(name + " is not the file that the manifest lists");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void refuseUnlisted(Path folder, SortedMap<String, String> listed) {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(PolicyFolder::isPolicyFile)
          .filter(name -> !listed.containsKey(name))
          .findFirst()
          .ifPresent(
              name -> {
                throw new PolicyRefusedException(name + " is not listed in the manifest");
              });
    } catch (IOException e) {
      throw new PolicyRefusedException("the policy folder " + folder + " cannot be read", e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PolicyRefusedException("the policy file " + file + " cannot be read", e);
    }
  }
}
