package org.bailiwick.command.ledger;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.bailiwick.command.archive.ArchiveCutoffs;
import org.bailiwick.command.archive.Archiving;
import org.bailiwick.command.archive.Archiving.Outcome;
import org.bailiwick.command.audit.SignedHeads;
import org.bailiwick.command.audit.StoredAudit;
import org.bailiwick.command.home.AuditKey;
import org.bailiwick.command.home.AuthorityHome;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.command.migration.Database;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.HeadStatement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ca archive}: moves expired records from the database to signed files. */
@Command(
    name = "archive",
    description = {
      "Moves expired records of the authority into signed files: credentials and rows of the audit"
          + " log that are older than a date, except those that the settings keep for longer.",
      "The running authority signs; with --offline, this process does. With H2, stop the"
          + " authority first. After an interruption, run the command again to finish the archive."
    })
public final class ArchiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions officer;

  @Option(
      names = "--before",
      paramLabel = "DATE",
      required = true,
      description =
          "Archive records that ended before this date (2026-01-31, 00:00 UTC) or time"
              + " (2026-01-31T12:00:00Z).")
  private String before;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      required = true,
      description = "The folder of the authority's archives; each archive is a subfolder.")
  private Path folder;

  @Option(
      names = "--offline",
      description = "Sign in this process, with the HSM token and its PIN file.")
  private boolean offline;

  @Override
  public Integer call() throws IOException {
    AuthorityHome home = AuthorityHome.read(officer.home());
    ArchiveCutoffs cutoffs =
        ArchiveCutoffs.of(date(), Clock.systemUTC().instant(), home.retention());
    PublicKey auditKey = AuditKey.of(officer.home());
    StoredAudit stored = StoredAudit.of(officer.home());
    SignedHeads heads = SignedHeads.of(stored.heads(), auditKey);
    heads
        .fault()
        .ifPresent(
            fault -> {
              throw new IllegalStateException(fault + "; nothing is removed");
            });
    try (Connection connection = open(stored.database())) {
      Archiving archiving =
          new Archiving(connection, stored.chain(), heads.keys(), folder.toAbsolutePath());
      print(
          archiving.run(
              cutoffs,
              seq -> heads.upTo(seq).map(HeadStatement::head),
              signer(home, heads.keys().current())));
      return 0;
    } catch (SQLException e) {
      throw new IllegalStateException("The database failed: " + e.getMessage(), e);
    }
  }

  private Connection open(Database database) throws SQLException {
    try {
      return database.openForArchive();
    } catch (IllegalStateException | SQLException e) {
      if (database.hasRoles()) {
        throw e;
      }
      throw new IllegalStateException(
          "An H2 database belongs to one process: ./bailiwick down authority, and give --offline ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private Archiving.Signer signer(AuthorityHome home, PublicKey auditKey) {
    if (offline) {
      LocalOfficer signer = new LocalOfficer(home.home(), officer.named("officer-1"));
      return manifest ->
          new AuditToken(home, auditKey)
              .sign(
                  manifest.by(signer.id(), Instant.now().truncatedTo(ChronoUnit.SECONDS))::signed);
    }
    return manifest -> officer.connect("officer-1").signArchive(manifest.claims().toString());
  }

  private Instant date() {
    try {
      return before.contains("T")
          ? Instant.parse(before)
          : LocalDate.parse(before).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(), "Not a date such as 2026-01-31 or 2026-01-31T12:00:00Z: " + before);
    }
  }

  private void print(Outcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    switch (outcome) {
      case Outcome.Nothing nothing -> out.println("There are no expired records to archive");
      case Outcome.Archived archived -> {
        ArchiveStatement statement = archived.statement();
        if (archived.resumed()) {
          out.println("Finished an earlier run's archive; run again for other records");
        }
        out.printf(
            "archive %d: %s of the audit log, and %d credentials, are in %s%n",
            statement.number(),
            statement.rows(),
            statement.credentials().counts().issuances(),
            archived.folder());
        if (archived.kept() > 0) {
          out.printf("%d credentials are not archived: they changed meanwhile%n", archived.kept());
        }
        out.println("manifest " + HeadStatement.digest(archived.signed()));
      }
    }
  }
}
