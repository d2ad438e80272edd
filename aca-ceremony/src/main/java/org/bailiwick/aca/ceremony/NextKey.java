package org.bailiwick.aca.ceremony;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.AuditSuccession;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/**
 * A later ceremony's making of a key that it need not certify: for OCSP answers, whose certificates
 * the node has issued; for events, tokens and WITs, which receivers verify by a JWK set; and for
 * the audit log, whose key before names it.
 */
final class NextKey {

  private final CeremonyPlan plan;
  private final CeremonyTokens tokens;
  private final EarlierKeys before;

  NextKey(CeremonyPlan plan, CeremonyTokens tokens, Instant now) {
    this.plan = plan;
    this.tokens = tokens;
    this.before = new EarlierKeys(plan, tokens, now);
  }

  /** Makes the key; that of events is published beside the ones before it. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files) {
    journal.begin(plan.next());
    SigningKey made = tokens.generate(plan.next());
    if (plan.next().use() == KeyUse.EVENTS) {
      files.addToKeySet(
          before.first().key(KeyUse.EVENTS).label(),
          made.publicKey(),
          new JwsSigner(made, "events").algorithm());
    }
    plan.succession()
        .flatMap(CeremonyPlan.Succession::notices)
        .ifPresent(folder -> CeremonyFiles.notice(folder, made, before.inService()));
    return before.record(
        List.of(before.auditEntry(), before.entry(made)),
        List.of(),
        List.of(),
        plan.next().use() == KeyUse.AUDIT ? Optional.of(vouching(made)) : Optional.empty());
  }

  private String vouching(SigningKey made) {
    return AuditSuccession.vouching(
        before.followed().publicKey(),
        plan.folder(),
        new JwsSigner(made, PublicJwk.thumbprint(made.publicKey())));
  }

  JwsSigner auditSigner() {
    return before.auditSigner();
  }
}
