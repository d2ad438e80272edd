package org.bailiwick.system.keycloak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.system.Nodes;

/** A policy that an operator adds to those of the nodes, under a higher version; and takes back. */
public final class OwnPolicy implements AutoCloseable {
  private static final Pattern VERSION = Pattern.compile("\"version\" : ([0-9]+),");

  private final Path file;
  private final Path manifest;
  private final String before;

  /**
   * @param action the name of the action to which the policy belongs
   */
  public OwnPolicy(Nodes nodes, String action) {
    this.file = nodes.home().resolve("policy/" + action + ".cedar");
    this.manifest = nodes.home().resolve("policy/manifest.json");
    this.before = Nodes.read(file);
  }

  /** Publishes the policy; nodes load it within five seconds. */
  public void add(String policy) throws IOException {
    publish(before + policy);
  }

  private void publish(String text) throws IOException {
    replace(file, text);
    String listed = Nodes.read(manifest);
    Matcher version = VERSION.matcher(listed);
    if (!version.find()) {
      throw new IOException("no version: " + listed);
    }
    long next = Long.parseLong(version.group(1)) + 1;
    String digest = Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    replace(
        manifest,
        version
            .replaceFirst("\"version\" : " + next + ",")
            .replaceFirst("(\"" + file.getFileName() + "\" : \")[0-9a-f]{64}", "$1" + digest));
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling("next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    publish(before);
  }
}
