package org.bailiwick.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A policy folder that a test writes; {@link #seal} writes the manifest that matches the files. */
record TestFolder(Path path) {

  static TestFolder copyOfDefaults(Path target) {
    Path source = Path.of("src/main/policies");
    try (Stream<Path> files = Files.list(source)) {
      Files.createDirectories(target);
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TestFolder(target);
  }

  /** Writes a folder with one action, {@code discover}, by a Subject on a Thing. */
  static TestFolder small(Path target, String policies) {
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String schema =
        """
        namespace Bailiwick {
          entity Subject = { level: Long };
          entity Thing = { level: Long };
          action "discover" appliesTo { principal: [Subject], resource: [Thing], context: {} };
        }
        """;
    return new TestFolder(target)
        .write("schema.cedarschema", schema)
        .write("discover.cedar", policies)
        .seal(1);
  }

  static AccessRequest question(long subjectLevel, long thingLevel) {
    return new AccessRequest(
        new Entity("Subject", "s", Map.of("level", subjectLevel)),
        Action.DISCOVER,
        new Entity("Thing", "t", Map.of("level", thingLevel)),
        Map.of());
  }

  TestFolder write(String name, String text) {
    try {
      Files.writeString(path.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  TestFolder seal(long version) {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(path)) {
      List<Path> policyFiles =
          files.filter(f -> PolicyFolder.isPolicyFile(f.getFileName().toString())).toList();
      for (Path file : policyFiles) {
        digests.put(file.getFileName().toString(), PolicyFolder.sha256(Files.readAllBytes(file)));
      }
      String manifest =
          new ObjectMapper().writeValueAsString(Map.of("version", version, "files", digests));
      return write("manifest.json", manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
