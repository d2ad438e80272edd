package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/**
 * A client by the Java SDK of A2A, in a process of its own, since its libraries are not those of
 * the tests. It shows the certificate of a key store, as any program of Java can.
 */
final class A2aJavaSdk {
  private static final Path ROOT =
      Path.of(System.getProperty("bailiwick.root")).resolve("system-tests");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final String base;
  private final String token;

  /**
   * @param folder has {@code chain.pem} and {@code key.pem} of the client
   */
  A2aJavaSdk(Nodes nodes, Path folder, String token) {
    this.folder = folder;
    this.base = nodes.master("").toString();
    this.token = token;
    Path root = nodes.home().resolve("root.pem");
    made(
        "openssl",
        "pkcs12",
        "-export",
        "-in",
        folder.resolve("chain.pem").toString(),
        "-inkey",
        folder.resolve("key.pem").toString(),
        "-out",
        store("client"),
        "-passout",
        "pass:" + PASSWORD);
    made(
        java("keytool"),
        "-importcert",
        "-noprompt",
        "-alias",
        "root",
        "-file",
        root.toString(),
        "-keystore",
        store("trust"),
        "-storepass",
        PASSWORD);
  }

  private static void made(String... command) {
    Tool tool = Tool.run(command);
    assertThat(tool.exit()).as(tool.output()).isZero();
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private String store(String name) {
    return folder.resolve(name + ".p12").toString();
  }

  /** What the program said of its steps, each as {@code <name> <value>}. */
  List<String> steps(String binding, String... action) {
    Path libraries = ROOT.resolve("target/tools/a2a-java");
    assertThat(Files.isDirectory(libraries)).isTrue();
    List<String> command = new ArrayList<>(List.of(java("java")));
    for (String store : List.of("key", "trust")) {
      String name = store.equals("key") ? "client" : store;
      command.add("-Djavax.net.ssl." + store + "Store=" + store(name));
      command.add("-Djavax.net.ssl." + store + "StorePassword=" + PASSWORD);
    }
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", libraries + "/*"));
    command.add(ROOT.resolve("src/test/a2a-java/A2aJavaClient.java").toString());
    command.addAll(List.of(base, token, binding));
    command.addAll(List.of(action));
    Tool program = Tool.run(LIMIT, command.toArray(String[]::new));
    assertThat(program.exit()).as(program.output()).isZero();
    return program
        .output()
        .lines()
        .filter(line -> line.startsWith("step "))
        .map(line -> line.substring("step ".length()))
        .toList();
  }
}
