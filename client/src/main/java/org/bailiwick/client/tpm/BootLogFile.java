package org.bailiwick.client.tpm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bailiwick.contract.problem.ProblemException;

/** Reads the boot event log that the kernel shows as a file, whose size it gives as 0. */
final class BootLogFile {
  /** What the authority takes (docs/boot-log.md). */
  private static final int LONGEST = 262_144;

  private BootLogFile() {}

  static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
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
