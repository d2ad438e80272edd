package org.bailiwick.policy.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A policy folder that a test changes; {@link #read} writes the manifest that fits it first. */
record ReviewFolder(Path path) {
  /** Questions outside the schema are asked on purpose, and each would be logged. */
  private static final Logger QUIET = Logger.getLogger("org.bailiwick.policy");

  static {
    QUIET.setLevel(Level.OFF);
  }

  static final Path SOURCE = Path.of("src/main/policies");
  static final ReviewedPolicies DEFAULTS = ReviewedPolicies.read(SOURCE);

  /** A copy of the default policies of these actions, with the whole schema. */
  static ReviewFolder copy(Path target, String... actions) throws IOException {
    Files.createDirectories(target);
    Files.copy(SOURCE.resolve("schema.cedarschema"), target.resolve("schema.cedarschema"));
    for (String action : actions) {
      Files.copy(SOURCE.resolve(action + ".cedar"), target.resolve(action + ".cedar"));
    }
    return new ReviewFolder(target);
  }

  ReviewFolder append(String file, String text) throws IOException {
    return write(file, Files.readString(path.resolve(file)) + "\n" + text);
  }

  ReviewFolder replace(String file, String old, String next) throws IOException {
    String text = Files.readString(path.resolve(file));
    if (!text.contains(old)) {
      throw new IllegalArgumentException(file + " does not have: " + old);
    }
    return write(file, text.replace(old, next));
  }

  ReviewFolder write(String file, String text) throws IOException {
    Files.createDirectories(path.resolve(file).getParent());
    Files.writeString(path.resolve(file), text);
    return this;
  }

  ReviewedPolicies read() throws IOException {
    seal(path, 1);
    return ReviewedPolicies.read(path);
  }

  static void seal(Path folder, long version) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().contains(".cedar")).toList()) {
        digests.put(file.getFileName().toString(), sha256(Files.readAllBytes(file)));
      }
    }
    Files.writeString(
        folder.resolve("manifest.json"),
        new ObjectMapper().writeValueAsString(Map.of("version", version, "files", digests)));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
