package org.bailiwick.node.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.trust.FolderVersion;

/** The catalogue of a folder, read again within two seconds of a change. */
public final class WatchedCatalogue {
  private static final StructuredLog LOG = StructuredLog.of(WatchedCatalogue.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** The folder and that of the types in it. */
  private final Path folder;

  private final FolderVersion versions = new FolderVersion(2);
  private final Clock clock;
  private String version = "";
  private Instant checkedAt = Instant.MIN;
  private ReviewedCatalogue last = ReviewedCatalogue.NONE;

  public WatchedCatalogue(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** What the files say now; nothing while the folder cannot be read. */
  public synchronized ReviewedCatalogue current() {
    Instant now = clock.instant();
    // Also when the clock was ahead at the last look.
    if (checkedAt.equals(Instant.MIN)
        || now.isBefore(checkedAt)
        || !now.isBefore(checkedAt.plus(LOOK))) {
      look();
      checkedAt = now;
    }
    return last;
  }

  private void look() {
    try {
      String found = versions.of(folder);
      if (!found.equals(version)) {
        last = ReviewedCatalogue.read(folder);
        version = found;
        last.faults().forEach(WatchedCatalogue::warn);
      }
    } catch (IOException | UncheckedIOException e) {
      last = ReviewedCatalogue.NONE;
      version = "";
      warn(folder.toString(), String.valueOf(e.getMessage()));
    }
  }

  private static void warn(String file, String reason) {
    LOG.warn("catalogue.file-refused", Map.of("file", file, "reason", reason));
  }
}
