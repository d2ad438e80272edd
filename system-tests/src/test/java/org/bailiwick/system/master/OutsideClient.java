package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** An OAuth client of npm, {@code openid-client}, as one certificate's holder. */
final class OutsideClient {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final Path PROGRAM = ROOT.resolve("system-tests/target/js");

  private final List<String> command;

  private OutsideClient(List<String> command) {
    this.command = command;
  }

  /** Installs the library as its lock file says, once for a run. */
  static void install() throws IOException {
    Files.createDirectories(PROGRAM);
    for (String file : List.of("package.json", "package-lock.json", "oauth.mjs")) {
      Path source = ROOT.resolve("system-tests/src/test/js").resolve(file);
      Files.writeString(PROGRAM.resolve(file), Files.readString(source));
    }
    Tool npm =
        Tool.run(
            "npm",
            "ci",
            "--prefix",
            PROGRAM.toString(),
            "--no-audit",
            "--no-fund",
            "--ignore-scripts");
    assertThat(npm.exit()).as(npm.output()).isZero();
  }

  /** The client of this name, with chain and key in these files. */
  static OutsideClient of(Nodes nodes, String clientId, Path chain, Path key) {
    return new OutsideClient(
        List.of(
            "node",
            PROGRAM.resolve("oauth.mjs").toString(),
            nodes.master("").toString(),
            nodes.home().resolve("root.pem").toString(),
            clientId,
            chain.toString(),
            key.toString()));
  }

  /** The same with the files of a leaf, which are written into a folder. */
  static OutsideClient of(Nodes nodes, String clientId, TestLeaf leaf, Path folder) {
    Path files = leaf.writeTo(folder);
    return of(nodes, clientId, files.resolve("chain.pem"), files.resolve("key.pem"));
  }

  /** What the library made of the answer. */
  JsonObject does(String... action) {
    Tool tool = Tool.run(Stream.concat(command.stream(), Stream.of(action)).toArray(String[]::new));
    try (JsonReader reader = Json.createReader(new StringReader(tool.output()))) {
      return reader.readObject();
    } catch (RuntimeException e) {
      throw new AssertionError(tool.output(), e);
    }
  }
}
