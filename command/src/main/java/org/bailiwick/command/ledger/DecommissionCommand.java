package org.bailiwick.command.ledger;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.command.audit.SignedHeads;
import org.bailiwick.command.audit.StoredAudit;
import org.bailiwick.command.home.AuditKey;
import org.bailiwick.command.home.AuthorityHome;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.command.ledger.Decommissioning.LeftCredentials;
import org.bailiwick.command.ledger.Decommissioning.Order;
import org.bailiwick.command.ledger.Decommissioning.Outcome;
import org.bailiwick.command.ledger.Decommissioning.Valid;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ca decommission}: records a decommissioning or its end in the audit log, for {@code
 * ./bailiwick trust-domain remove} and {@code add}. Exit code {@value #VALID_CREDENTIALS} if valid
 * credentials prevent it.
 */
@Command(
    name = "decommission",
    hidden = true,
    description = "Part of ./bailiwick trust-domain remove and add.")
public final class DecommissionCommand implements Callable<Integer> {
  static final int VALID_CREDENTIALS = 3;

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions officer;

  @Option(
      names = "--leave-credentials-unrevocable",
      description =
          "Permit valid credentials. Until they expire, nobody can revoke them or ask for their"
              + " status.")
  private boolean leaveCredentials;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Reason for the audit log.")
  private String reason;

  @Option(names = "--back", hidden = true, description = "The authority serves again.")
  private boolean back;

  @Override
  public Integer call() {
    Path home = officer.home();
    AuthorityHome authority = AuthorityHome.read(home);
    Order order =
        new Order(
            new LocalOfficer(home, officer.named("officer-1")).id(),
            authority.trustDomain(),
            Optional.ofNullable(reason),
            leaveCredentials ? LeftCredentials.UNREVOCABLE : LeftCredentials.NONE);
    StoredAudit stored = StoredAudit.of(home);
    SignedHeads heads = SignedHeads.of(stored.heads(), AuditKey.of(home));
    Outcome outcome = record(order, stored, heads);
    return switch (outcome) {
      case Outcome.NeverServed never -> 0;
      case Outcome.Refused refused -> {
        sign(authority, stored, refused.head());
        explain(order, refused.valid());
        yield VALID_CREDENTIALS;
      }
      case Outcome.Recorded recorded -> {
        sign(authority, stored, recorded.head());
        yield 0;
      }
    };
  }

  private Outcome record(Order order, StoredAudit stored, SignedHeads heads) {
    Instant now = Clock.systemUTC().instant();
    try (Connection connection = stored.database().openAsOwner()) {
      if (!back) {
        stored.database().requireNoNode(connection);
      }
      Decommissioning decommissioning = new Decommissioning(connection, stored.logName(), heads);
      return back
          ? decommissioning.recommission(order, now)
          : decommissioning.decommission(order, now);
    } catch (SQLException e) {
      throw new IllegalStateException("The database failed: " + e.getMessage(), e);
    }
  }

  // No running node signs the head. Without a signature the row is still in the chain.
  private void sign(AuthorityHome authority, StoredAudit stored, AuditHead head) {
    SignedHeads heads = SignedHeads.of(stored.heads(), AuditKey.of(authority.home()));
    HeadStatement statement =
        new HeadStatement(
            head,
            Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS),
            stored.log().last().map(HeadStatement::digest).orElse(""),
            Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    try {
      stored
          .log()
          .append(new AuditToken(authority, heads.keys().current()).sign(statement::signed));
      out.printf("Recorded in row %d of the audit log, signed%n", head.seq());
    } catch (RuntimeException e) {
      out.printf(
          "Recorded in row %d of the audit log, not signed: %s%n", head.seq(), e.getMessage());
    }
    out.flush();
  }

  private void explain(Order order, Valid valid) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "bailiwick: %d credential(s) of %s are valid, the last until %s. Without the authority"
            + " they could not be revoked, and their status would be unavailable.%n"
            + "Revoke them, wait until they expire, or give --leave-credentials-unrevocable.%n",
        valid.count(), order.trustDomain(), valid.until());
    err.flush();
  }
}
