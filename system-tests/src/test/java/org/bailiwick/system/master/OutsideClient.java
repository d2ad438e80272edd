package org.bailiwick.system.master;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** An OAuth client of npm, {@code openid-client}, as one certificate's holder. */
final class OutsideClient {
  private static final NodeProgram PROGRAM = new NodeProgram("oauth", "token-client.mjs");

  private final List<String> holder;

  private OutsideClient(List<String> holder) {
    this.holder = holder;
  }

  /** The client of this name, with chain and key in these files. */
  static OutsideClient of(Nodes nodes, String clientId, Path chain, Path key) {
    return new OutsideClient(
        List.of(
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
    String[] arguments = Stream.concat(holder.stream(), Stream.of(action)).toArray(String[]::new);
    Tool tool = PROGRAM.run(arguments);
    try (JsonReader reader = Json.createReader(new StringReader(tool.output()))) {
      return reader.readObject();
    } catch (RuntimeException e) {
      throw new AssertionError(tool.output(), e);
    }
  }
}
