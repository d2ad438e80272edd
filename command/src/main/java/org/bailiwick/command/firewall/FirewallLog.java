package org.bailiwick.command.firewall;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/**
 * The record of who changed the rules of this host, one JSON object a line. A line is on the disk
 * before the command says that it has succeeded.
 */
record FirewallLog(Path file) {
  private static final Set<OpenOption> WRITTEN =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * Adds a line.
   *
   * @param event what happened, in the past tense
   * @param details texts and numbers about it
   */
  void add(String event, Map<String, ?> details) throws IOException {
    JsonObjectBuilder line =
        Json.createObjectBuilder()
            .add("time", Clock.systemUTC().instant().toString())
            .add("event", event)
            .add("account", System.getProperty("user.name"));
    loginUid(line);
    details.forEach(
        (name, value) -> {
          if (value instanceof Integer number) {
            line.add(name, number);
          } else {
            line.add(name, String.valueOf(value));
          }
        });
    byte[] bytes = (line.build() + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(file, WRITTEN, OWNER_ONLY)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /**
   * Returns normally if a line can be added. Rules that nobody could write down are not loaded.
   *
   * @throws IOException if it cannot
   */
  void requireWritable() throws IOException {
    FileChannel.open(file, WRITTEN, OWNER_ONLY).close();
  }

  /** Who signed in at first, whom the kernel remembers through su and sudo, if it does. */
  private static void loginUid(JsonObjectBuilder line) {
    try {
      long uid = Long.parseLong(Files.readString(Path.of("/proc/self/loginuid")).strip());
      if (uid < 0xffff_ffffL) { // (uid_t) -1: nobody signed in
        line.add("login_uid", uid);
      }
    } catch (IOException | NumberFormatException e) {
      line.add("login_uid", "unknown");
    }
  }
}
