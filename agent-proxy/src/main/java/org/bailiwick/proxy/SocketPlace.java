package org.bailiwick.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The socket's file in a folder of its own. File permissions decide who may connect: the owner
 * only, or also one group. The folder gets its permissions before the socket is made.
 */
final class SocketPlace {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> GROUP =
      PosixFilePermissions.fromString("rwx--x---");

  private final Path socket;
  private final Optional<String> group;

  SocketPlace(Path socket, Optional<String> group) {
    this.socket = socket.toAbsolutePath();
    this.group = group;
  }

  Path socket() {
    return socket;
  }

  /** Makes the folder, or checks the existing folder, and deletes an old socket. */
  void prepare() {
    Path folder = socket.getParent();
    Set<PosixFilePermission> rights = group.isPresent() ? GROUP : OWNER;
    try {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(folder.getParent());
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER));
        setGroup(folder);
        Files.setPosixFilePermissions(folder, rights); // regardless of the umask
      }
      PosixFileAttributes found =
          Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isDirectory() || !rights.equals(found.permissions())) {
        throw fault(
            "The socket's folder must be a directory with mode "
                + PosixFilePermissions.toString(rights),
            null);
      }
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw fault("The socket's folder cannot be made", e);
    }
  }

  /** Gives the socket, which the server has made, the permissions of its folder. */
  void finish() {
    try {
      setGroup(socket);
      Files.setPosixFilePermissions(
          socket, PosixFilePermissions.fromString(group.isPresent() ? "rw-rw----" : "rw-------"));
    } catch (IOException e) {
      throw fault("The socket's permissions cannot be set", e);
    }
  }

  private void setGroup(Path file) throws IOException {
    if (group.isPresent()) {
      GroupPrincipal principal =
          file.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(group.get());
      Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setGroup(principal);
    }
  }

  private ProblemException fault(String detail, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "proxy-socket", detail + ": " + socket, cause);
  }
}
