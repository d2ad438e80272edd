package org.bailiwick.client.tpm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;

/** Reads the boot event log that the kernel shows as a file, whose size it gives as 0. */
final class BootLogFile {
  /** What the authority takes (docs/boot-log.md). */
  private static final int LONGEST = 262_144;

  /** The credential of a unit that {@code agent service install} writes. */
  private static final String CREDENTIAL = "boot-log";

  private BootLogFile() {}

  /** The log, which systemd has read for a service that may not read it itself. */
  static byte[] read(Path file) {
    Optional<Path> ofService =
        Optional.ofNullable(System.getenv("CREDENTIALS_DIRECTORY"))
            .map(folder -> Path.of(folder, CREDENTIAL))
            .filter(Files::isReadable);
    return read(file, ofService);
  }

  static byte[] read(Path file, Optional<Path> ofService) {
    try (InputStream in = Files.newInputStream(ofService.orElse(file))) {
      byte[] log = in.readNBytes(LONGEST + 1);
      if (log.length == 0 || log.length > LONGEST) {
        throw refused(
            file + (log.length == 0 ? " is empty" : " is longer than " + LONGEST + " octets"),
            null);
      }
      return log;
    } catch (NoSuchFileException e) {
      throw refused(file + " does not exist: has the machine a TPM that its firmware uses?", e);
    } catch (AccessDeniedException e) {
      throw refused(
          file + " may be read by root only; docs/plain-hosts.md says how an agent gets it", e);
    } catch (IOException e) {
      throw refused(file + " cannot be read", e);
    }
  }

  private static ProblemException refused(String detail, Exception cause) {
    return TpmSession.refused("tpm-boot-log", "The boot log " + detail, cause);
  }
}
