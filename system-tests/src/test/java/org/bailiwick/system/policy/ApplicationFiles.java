package org.bailiwick.system.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.system.Nodes;

/**
 * The files of an application in the policy folder of running nodes, from those of this name beside
 * the tests of the policy engine. Nodes load them within five seconds.
 */
final class ApplicationFiles {
  private static final Pattern VERSION = Pattern.compile("\"version\" : ([0-9]+),");

  private final Path source;
  private final Path policies;
  private final List<String> names;

  ApplicationFiles(Nodes nodes, String application) {
    this.source =
        Path.of(System.getProperty("bailiwick.root"))
            .resolve("policy-engine/src/test/resources/org/bailiwick/policy/" + application);
    this.policies = nodes.home().resolve("policy");
    this.names =
        List.of("cedarschema", "cedar", "entities.json").stream()
            .map(ending -> "app-" + application + "." + ending)
            .toList();
  }

  /** Adds the files, with a higher version. */
  void publish() throws IOException {
    StringBuilder listed = new StringBuilder();
    for (String name : names) {
      String text = Files.readString(source.resolve(name));
      Files.writeString(policies.resolve(name), text);
      listed.append(
          "\n    \"%s\" : \"%s\","
              .formatted(name, Sha256.hex(text.getBytes(StandardCharsets.UTF_8))));
    }
    replace(manifest().replaceFirst("\"files\" : \\{", "\"files\" : {" + listed));
  }

  /** Removes them, with a still higher version. */
  void withdraw() throws IOException {
    String rest = manifest();
    for (String name : names) {
      rest = rest.replaceFirst("\\s*\"" + Pattern.quote(name) + "\" : \"[0-9a-f]{64}\",", "");
    }
    for (String name : names) {
      Files.delete(policies.resolve(name));
    }
    replace(rest);
  }

  private String manifest() {
    return Nodes.read(policies.resolve("manifest.json"));
  }

  private void replace(String manifest) throws IOException {
    Matcher version = VERSION.matcher(manifest);
    if (!version.find()) {
      throw new IOException("no version: " + manifest);
    }
    long next = Long.parseLong(version.group(1)) + 1;
    Path file =
        Files.writeString(
            policies.resolve("next"), version.replaceFirst("\"version\" : " + next + ","));
    Files.move(file, policies.resolve("manifest.json"), StandardCopyOption.ATOMIC_MOVE);
  }
}
