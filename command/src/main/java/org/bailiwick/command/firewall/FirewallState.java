package org.bailiwick.command.firewall;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * What commands on one machine have in common: a lock, and the wait for a confirmation. It is
 * outside of the home, since the node's account may write there, and what is here is loaded by
 * root.
 */
record FirewallState(Path folder) {

  /** Work that may fail as files do. */
  @FunctionalInterface
  interface Work<T> {
    T done() throws IOException;
  }

  /** Does work while no other command changes the rules. */
  <T> T alone(Work<T> work) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            made().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock held = channel.lock();
      try {
        return work.done();
      } finally {
        held.release();
      }
    }
  }

  /**
   * The wait for a confirmation.
   *
   * @param nft the command by which rules are loaded
   */
  Confirmation confirmation(List<String> nft) throws IOException {
    return new Confirmation(made(), nft);
  }

  private Path made() throws IOException {
    return Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
