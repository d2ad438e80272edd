package org.bailiwick.command.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongFunction;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditHead;

/**
 * Archives audit rows and expired credentials. It writes the files, has their manifest signed,
 * checks that the disk has files and manifest as they were signed, and then removes the rows from
 * the database. If an earlier archive was interrupted, it finishes that one only.
 *
 * @param connection connection of a role that may remove archived rows
 * @param all the folder of all archives of this log
 */
public record Archiving(Connection connection, String logName, KeyPeriods keys, Path all) {
  /** Has a manifest signed by the audit key, and returns the compact JWS. */
  public interface Signer {
    String sign(ArchiveStatement manifest);
  }

  /** The outcome. */
  public sealed interface Outcome {

    /** Nothing had expired. */
    record Nothing() implements Outcome {}

    /**
     * An archive was written and its rows were removed.
     *
     * @param resumed whether an earlier run had begun it
     * @param kept the number of credentials that were not removed, because they got further rows
     *     after the files were written
     */
    record Archived(
        ArchiveStatement manifest, String signed, Path folder, boolean resumed, long kept)
        implements Outcome {}
  }

  /**
   * Archives, or finishes an interrupted archive.
   *
   * @param signedUpTo finds the newest signed head of a row or of one before it
   */
  public Outcome run(
      ArchiveCutoffs cuts, LongFunction<Optional<AuditHead>> signedUpTo, Signer signer)
      throws IOException, SQLException {
    Files.createDirectories(all);
    try (FileChannel file =
            FileChannel.open(
                all.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        throw refused("Another run is archiving to " + all);
      }
      return runAlone(cuts, signedUpTo, signer);
    }
  }

  private Outcome runAlone(
      ArchiveCutoffs cuts, LongFunction<Optional<AuditHead>> signedUpTo, Signer signer)
      throws IOException, SQLException {
    ArchiveManifests earlier = ArchiveManifests.of(StoredRows.archives(connection), keys);
    earlier.fault().ifPresent(Archiving::refuse);
    RecordsRemoval removal = new RecordsRemoval(connection, logName);
    Optional<ArchiveStatement> newest = earlier.newest();
    if (newest.isPresent() && isPending(newest.get(), removal)) {
      return finish(removal, newest.get(), earlier.newestSigned().orElseThrow());
    }
    RecordsArchive archive =
        RecordsArchive.of(all, earlier.newest().map(ArchiveStatement::number).orElse(0L) + 1);
    Optional<String> found = archive.manifest();
    if (found.isPresent()) {
      ArchiveStatement manifest = verified(found.get(), earlier);
      // This archive is not in the database, so nothing was removed for it. If its files are
      // incomplete, it is written anew.
      if (archive.fault(found.get(), manifest).isEmpty()) {
        removal.begin(found.get(), manifest);
        return finish(removal, manifest, found.get());
      }
    }
    ArchiveStatement written =
        new RecordsExport(connection, logName, earlier).write(archive, cuts, signedUpTo);
    if (written.rows().count() == 0 && written.credentials().counts().issuances() == 0) {
      archive.discard();
      return new Outcome.Nothing();
    }
    String signed = signer.sign(written);
    ArchiveStatement manifest = verified(signed, earlier);
    archive.complete(signed);
    archive.fault(signed, manifest).ifPresent(Archiving::refuse);
    removal.begin(signed, manifest);
    return remove(removal, archive, new Complete(manifest, signed, false));
  }

  private boolean isPending(ArchiveStatement newest, RecordsRemoval removal) throws SQLException {
    return RecordsArchive.of(all, newest.number()).isRemovalPending()
        || removal.holds(newest.rows());
  }

  private Outcome finish(RecordsRemoval removal, ArchiveStatement manifest, String signed)
      throws IOException, SQLException {
    RecordsArchive archive = RecordsArchive.of(all, manifest.number());
    archive.fault(signed, manifest).ifPresent(Archiving::refuse);
    return remove(removal, archive, new Complete(manifest, signed, true));
  }

  private record Complete(ArchiveStatement manifest, String signed, boolean resumed) {}

  private static Outcome remove(RecordsRemoval removal, RecordsArchive archive, Complete done)
      throws IOException, SQLException {
    removal.credentials(archive);
    removal.rows(done.manifest().rows());
    archive.markRemoved();
    return new Outcome.Archived(
        done.manifest(), done.signed(), archive.folder(), done.resumed(), removal.kept());
  }

  private ArchiveStatement verified(String signed, ArchiveManifests earlier) {
    ArchiveStatement manifest =
        ArchiveStatement.verified(signed, keys.current())
            .orElseThrow(() -> refused("The manifest is not signed by the audit key"));
    if (!manifest.previous().equals(earlier.digest())
        || !manifest.rows().last().chain().equals(logName)) {
      throw refused(
          "The manifest in archive "
              + manifest.number()
              + " is of another log or does not follow the newest archive");
    }
    return manifest;
  }

  private static void refuse(String fault) {
    throw refused(fault);
  }

  private static IllegalStateException refused(String fault) {
    return new IllegalStateException(fault + "; nothing is removed");
  }
}
