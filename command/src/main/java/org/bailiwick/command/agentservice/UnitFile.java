package org.bailiwick.command.agentservice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.client.key.AtomicFile;
import org.bailiwick.contract.credential.Sha256;

/**
 * A unit that this command has written. Its first line has the digest of the others, so that a unit
 * that somebody has changed, or has written himself, is known as such.
 */
record UnitFile(Path folder, String name) {
  private static final String FIRST_LINE =
      "# Written by bailiwick agent service install. Change it by: systemctl edit %s sha256=%s\n";

  Path path() {
    return folder.resolve(name);
  }

  /** The whole text of a unit with these lines. */
  String text(String lines) {
    return FIRST_LINE.formatted(name, Sha256.hex(lines)) + lines;
  }

  /**
   * Writes the unit.
   *
   * @return whether it is another one than before
   * @throws IllegalArgumentException if the unit there was not written by this command alone
   */
  boolean write(String lines) throws IOException {
    String text = text(lines);
    if (Files.exists(path())) {
      requireUnchanged("is not replaced");
      if (Files.readString(path()).equals(text)) {
        return false;
      }
    }
    AtomicFile.open(path(), text);
    return true;
  }

  /** Removes the unit; IllegalArgumentException as {@link #write}, or if systemd would start it. */
  void remove() throws IOException {
    if (!Files.exists(path())) {
      throw new IllegalArgumentException("There is no unit " + path());
    }
    requireUnchanged("is not removed");
    Path wanted = folder.resolve("multi-user.target.wants").resolve(name);
    if (Files.isSymbolicLink(wanted)) {
      throw new IllegalArgumentException(
          "The unit is enabled; first run: systemctl disable --now " + name);
    }
    Files.delete(path());
  }

  private void requireUnchanged(String otherwise) throws IOException {
    String text = Files.readString(path());
    int end = text.indexOf('\n') + 1;
    if (!text.equals(text(text.substring(end)))) {
      throw new IllegalArgumentException(
          "%s was changed by somebody, so it %s: move it away, and put changes into a drop-in (systemctl edit %s)"
              .formatted(path(), otherwise, name));
    }
  }
}
