package org.bailiwick.command.operator;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import org.bailiwick.aca.ceremony.CeremonyRecord;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ca audit verify}: recomputes the hash chain from the first row and compares it with the
 * signed heads, here and not on the server that wrote them.
 */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Recomputes the hash chain and checks its signed heads; exit 1 names the first that does not fit.",
      "Reads the running node, or with --offline its database, or with --export a file."
    })
final class AuditVerification implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions auditor;

  @Option(names = "--offline", description = "Read the home's database; the node is down.")
  private boolean offline;

  @Option(names = "--export", paramLabel = "FILE", description = "Read what ca audit export wrote.")
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

  @Override
  public Integer call() {
    PublicKey auditKey = auditKey();
    AuditSource source = source();
    AuditReplay replay = new AuditReplay(SignedHeads.of(source.heads(), auditKey));
    source.rows(1, replay::add);
    PrintWriter out = spec.commandLine().getOut();
    out.println(replay.verdict());
    replay.notes().forEach(out::println);
    out.println("audit key " + thumbprint(auditKey));
    return replay.isIntact() ? 0 : 1;
  }

  private AuditSource source() {
    if (export != null) {
      return new ExportedAudit(export);
    }
    return offline ? StoredAudit.of(auditor.home()) : new NodeAudit(auditor.connect("auditor-1"));
  }

  private PublicKey auditKey() {
    Path file =
        record != null
            ? record
            : auditor.home().resolve("authority/ceremony").resolve(CeremonyRecord.FILE);
    PublicKey key = CeremonyRecord.auditKeyOf(file);
    if (thumbprint != null && !thumbprint.equals(thumbprint(key))) {
      throw new ParameterException(
          spec.commandLine(), "The record's audit key is " + thumbprint(key));
    }
    return key;
  }

  private static String thumbprint(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key)
          .calculateBase64urlEncodedThumbprint("SHA-256");
    } catch (JoseException e) {
      throw new IllegalStateException("The audit key has no JWK form", e);
    }
  }
}
