package org.bailiwick.command.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bailiwick.command.archive.Archiving;
import org.bailiwick.node.audit.ArchiveStatement;

/** Signs a manifest with the authority's own token while no authority is running. */
record TokenSigner(LocalOfficer officer, AuditToken token) implements Archiving.Signer {

  @Override
  public String sign(ArchiveStatement manifest) {
    ArchiveStatement whole =
        manifest.by(officer.id(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    return token.sign(whole::signed);
  }
}
