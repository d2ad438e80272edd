package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the manifest of the default policies with the files. The manifest is in the source tree,
 * so that a review sees a new version. With {@code -Dpolicy.manifest.write=true} this test writes
 * the digests; a person raises the version.
 */
class DefaultPoliciesTest {
  private static final Path FOLDER = Path.of("src/main/policies");

  @Test
  void manifestListsEveryFileWithItsDigest() throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path manifest = FOLDER.resolve(PolicyFolder.MANIFEST);
    long version = json.readTree(manifest.toFile()).path("version").asLong();
    Map<String, String> files = new LinkedHashMap<>();
    for (Path file : policyFiles()) {
      files.put(file.getFileName().toString(), PolicyFolder.sha256(Files.readAllBytes(file)));
    }
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("version", version);
    expected.put("files", files);
    String text = json.writerWithDefaultPrettyPrinter().writeValueAsString(expected) + "\n";
    if (Boolean.getBoolean("policy.manifest.write")) {
      Files.writeString(manifest, text);
    }
    assertThat(Files.readString(manifest))
        .as("raise the version, then run with -Dpolicy.manifest.write=true")
        .isEqualTo(text);
  }

  @Test
  void everyActionOfTheSchemaHasPolicies() throws IOException {
    String schema = Files.readString(FOLDER.resolve(PolicyFolder.SCHEMA));
    List<String> actions =
        schema
            .lines()
            .filter(line -> line.strip().startsWith("action "))
            .flatMap(line -> Stream.of(line.split("\"", -1)))
            .filter(part -> part.matches("[a-z-]+"))
            .toList();
    assertThat(actions).hasSize(29);
    assertThat(policyFiles().stream().map(file -> file.getFileName().toString()))
        .containsAll(actions.stream().map(action -> action + ".cedar").toList())
        .hasSize(actions.size() + 1);
  }

  private static List<Path> policyFiles() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> PolicyFolder.isPolicyFile(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }
}
