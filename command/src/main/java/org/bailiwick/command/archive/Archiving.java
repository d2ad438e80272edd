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
 * Archives expired records. It writes the files, has their manifest signed, checks that the disk
 * has both as they were signed, and then removes the records from the database. If an earlier
 * archive was interrupted, it finishes that one only.
 *
 * @param connection connection of a role that may remove records
 * @param all the folder of all archives of this chain
 */
public record Archiving(Connection connection, String chain, KeyPeriods keys, Path all) {
  /** Has a manifest signed by the audit key, and returns the compact JWS. */
  public interface Signer {
    String sign(ArchiveStatement manifest);
  }

  /** The outcome. */
  public sealed interface Outcome {

    /** Nothing had expired. */
    record Nothing() implements Outcome {}

    /**
     * An archive was written and its records were removed.
     *
     * @param resumed whether an earlier run had begun it
     * @param kept the number of credentials that were not removed, since they changed meanwhile
     */
    record Archived(
        ArchiveStatement statement, String signed, Path folder, boolean resumed, long kept)
        implements Outcome {}
  }

  /**
   * Archives, or finishes an interrupted archive.
   *
   * @param signedUpTo the newest signed head up to a row of the log
   */
  public Outcome run(
      ArchiveCutoffs cuts, LongFunction<Optional<AuditHead>> signedUpTo, Signer signer)
      throws IOException, SQLException {
    Files.createDirectories(all);
    try (FileChannel one =
            FileChannel.open(
                all.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = one.tryLock()) {
      if (lock == null) {
        throw refused("Another run is archiving to " + all);
      }
      return runAlone(cuts, signedUpTo, signer);
    }
  }

  private Outcome runAlone(
      ArchiveCutoffs cuts, LongFunction<Optional<AuditHead>> signedUpTo, Signer signer)
      throws IOException, SQLException {
    ArchiveStatements before = ArchiveStatements.of(StoredRows.archives(connection), keys);
    before.fault().ifPresent(Archiving::refuse);
    RecordsRemoval removal = new RecordsRemoval(connection, chain);
    Optional<ArchiveStatement> newest = before.newest();
    if (newest.isPresent() && isPending(newest.get(), removal)) {
      return finish(removal, newest.get(), before.newestSigned().orElseThrow());
    }
    RecordsArchive archive =
        RecordsArchive.of(all, before.newest().map(ArchiveStatement::number).orElse(0L) + 1);
    Optional<String> sealed = archive.statement();
    if (sealed.isPresent()) {
      ArchiveStatement statement = verified(sealed.get(), before);
      // If the disk lost files of the archive, no records were removed yet: it is written anew.
      if (archive.fault(sealed.get(), statement).isEmpty()) {
        removal.begin(sealed.get(), statement);
        return finish(removal, statement, sealed.get());
      }
    }
    ArchiveStatement manifest =
        new RecordsExport(connection, chain, before).write(archive, cuts, signedUpTo);
    if (manifest.rows().count() == 0 && manifest.credentials().counts().issuances() == 0) {
      archive.discard();
      return new Outcome.Nothing();
    }
    String signed = signer.sign(manifest);
    ArchiveStatement statement = verified(signed, before);
    archive.seal(signed);
    archive.fault(signed, statement).ifPresent(Archiving::refuse);
    removal.begin(signed, statement);
    return remove(removal, archive, new Sealed(statement, signed, false));
  }

  private boolean isPending(ArchiveStatement newest, RecordsRemoval removal) throws SQLException {
    return RecordsArchive.of(all, newest.number()).isRemovalPending()
        || removal.holds(newest.rows());
  }

  private Outcome finish(RecordsRemoval removal, ArchiveStatement statement, String signed)
      throws IOException, SQLException {
    RecordsArchive archive = RecordsArchive.of(all, statement.number());
    archive.fault(signed, statement).ifPresent(Archiving::refuse);
    return remove(removal, archive, new Sealed(statement, signed, true));
  }

  private record Sealed(ArchiveStatement statement, String signed, boolean resumed) {}

  private static Outcome remove(RecordsRemoval removal, RecordsArchive archive, Sealed sealed)
      throws IOException, SQLException {
    removal.credentials(archive);
    removal.rows(sealed.statement().rows());
    archive.markRemoved();
    return new Outcome.Archived(
        sealed.statement(), sealed.signed(), archive.folder(), sealed.resumed(), removal.kept());
  }

  private ArchiveStatement verified(String signed, ArchiveStatements before) {
    ArchiveStatement statement =
        ArchiveStatement.verified(signed, keys.current())
            .orElseThrow(() -> refused("The manifest is not signed by the audit key"));
    if (!statement.previous().equals(before.digest())
        || !statement.rows().last().chain().equals(chain)) {
      throw refused(
          "The manifest in archive "
              + statement.number()
              + " is of another log or does not follow the newest archive");
    }
    return statement;
  }

  private static void refuse(String fault) {
    throw refused(fault);
  }

  private static IllegalStateException refused(String fault) {
    return new IllegalStateException(fault + "; nothing is removed");
  }
}
