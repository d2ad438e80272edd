package org.bailiwick.command.audit;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.command.archive.ArchiveStatements;
import org.bailiwick.command.home.AuditKey;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.node.jose.PublicJwk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ca audit verify}: recomputes the hash chain from the first row and compares it with the
 * signed heads, in this process and not on the node that wrote them.
 */
@Command(
    name = "verify",
    description = {
      "Recomputes the hash chain and checks its signed heads; exit 1 if one is wrong, and the output"
          + " names the first.",
      "Reads the running node, or with --offline its database, or with --export a file;"
          + " with --archive the archived rows as well.",
      "Then compares the ledger with the log, unless it reads a file: exit 1 if they differ, and the"
          + " output names each row."
    })
final class AuditVerification implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions auditor;

  @Option(names = "--offline", description = "Read the home's database, while the node is down.")
  private boolean offline;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Read a file that ca audit export wrote.")
  private Path export;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Ceremony record that names the audit key; the home's if not given.")
  private Path record;

  @Option(
      names = "--audit-key",
      paramLabel = "THUMBPRINT",
      description = "RFC 7638 thumbprint that the audit key must have, as noted at the ceremony.")
  private String thumbprint;

  @Option(
      names = "--archive",
      paramLabel = "FOLDER",
      description = "Folder of the archives: verify them and the log as one chain.")
  private Path archive;

  @Override
  public Integer call() {
    PublicKey auditKey = auditKey();
    AuditSource source = source();
    SignedHeads heads = SignedHeads.of(source.heads(), auditKey);
    ArchiveStatements archives = ArchiveStatements.of(source.archives(), heads.keys());
    AuditReplay replay = new AuditReplay(heads, archives);
    PrintWriter out = spec.commandLine().getOut();
    if (archive == null) {
      source.rows(1, replay::add);
    } else {
      Optional<String> fault = archives.faultOf(archive);
      if (fault.isPresent()) {
        out.println("BROKEN: " + fault.get());
        return 1;
      }
      replay = whole(source, heads, archives);
    }
    out.println(replay.verdict());
    replay.notes().forEach(out::println);
    out.println("audit key " + PublicJwk.thumbprint(auditKey));
    Optional<LedgerFindings> ledger = source.ledger(archives.newest());
    ledger.ifPresent(found -> found.lines().forEach(out::println));
    return replay.isIntact() && ledger.map(LedgerFindings::isIntact).orElse(true) ? 0 : 1;
  }

  // Archived rows that the database still has must be the same, so its rows are replayed alone too.
  private AuditReplay whole(AuditSource source, SignedHeads heads, ArchiveStatements archives) {
    AuditReplay all = new AuditReplay(heads, archives);
    AuditReplay stored = new AuditReplay(heads, archives);
    long end = archives.newest().map(newest -> newest.rows().last().seq()).orElse(0L);
    archives.rows(archive, all::add);
    source.rows(
        1,
        row -> {
          stored.add(row);
          if (row.getJsonNumber("seq").longValueExact() > end) {
            all.add(row);
          }
        });
    return stored.isIntact() ? all : stored;
  }

  private AuditSource source() {
    if (export != null) {
      return new ExportedAudit(export);
    }
    return offline
        ? StoredAudit.of(auditor.home())
        : new NodeAudit(auditor.connect("auditor-1"), Component.AUTHORITY);
  }

  private PublicKey auditKey() {
    PublicKey key =
        record != null ? CeremonyRecord.auditKeyOf(record) : AuditKey.of(auditor.home());
    return require(spec, key, thumbprint);
  }

  /** The key, if it has the given thumbprint or none is given. */
  static PublicKey require(CommandSpec spec, PublicKey key, String thumbprint) {
    if (thumbprint != null && !thumbprint.equals(PublicJwk.thumbprint(key))) {
      throw new ParameterException(
          spec.commandLine(), "The record's audit key is " + PublicJwk.thumbprint(key));
    }
    return key;
  }
}
