package org.bailiwick.command.audit;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.command.archive.ArchiveManifests;
import org.bailiwick.command.home.AuditKey;
import org.bailiwick.command.home.Component;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.jose.PublicJwk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code audit verify}: recomputes the chain of each component from its first row and compares it
 * with the signed heads, in this process and not on the node that wrote it.
 */
@Command(
    name = "verify",
    description = {
      "Recomputes the hash chains of all three audit logs and checks their signed heads.",
      "Prints a line for each log. Exit 1 if a log could not be read or is not intact; its line then"
          + " names the first wrong row or head."
    })
final class LogVerification implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LogOptions logs;

  @Option(
      names = "--audit-key",
      paramLabel = "THUMBPRINT",
      description = "RFC 7638 thumbprint that the audit key must have, as noted at the ceremony.")
  private String thumbprint;

  @Override
  public Integer call() {
    PublicKey auditKey = AuditVerification.require(spec, AuditKey.of(home()), thumbprint);
    boolean intact = true;
    for (Component component : logs.components()) {
      intact &= verify(component);
    }
    out().println("audit key " + PublicJwk.thumbprint(auditKey));
    return intact ? 0 : 1;
  }

  private boolean verify(Component component) {
    try {
      AuditSource source = new NodeAudit(logs.connect(component), component);
      SignedHeads heads = SignedHeads.ofOne(source.heads(), component.auditKeys(home()));
      AuditReplay replay =
          new AuditReplay(heads, ArchiveManifests.of(source.archives(), heads.keys()));
      source.rows(1, replay::add);
      tell(component, replay.verdict());
      replay.notes().forEach(note -> tell(component, note));
      return replay.isIntact();
    } catch (IllegalStateException | CeremonyException | ProblemException notRead) {
      tell(component, "NOT READ: " + notRead.getMessage());
      return false;
    }
  }

  private void tell(Component component, String text) {
    out().printf("%s: %s%n", component.text(), text);
  }

  private Path home() {
    return logs.auditor().home();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
