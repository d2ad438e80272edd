package org.bailiwick.aca.ceremony;

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
 * Makes a further key, which the ceremony does not certify. The node itself issues certificates for
 * the key of OCSP answers; the keys of events, tokens and WITs are published in JWK sets; an audit
 * key is named in a record that the earlier audit key signs.
 */
record NextKey(EarlierKeys earlier) {

  /** Makes the key. The key of events is added to the published JWK set. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files) {
    CeremonyPlan plan = earlier.plan();
    SigningKey made = earlier.generate(journal);
    if (plan.next().use() == KeyUse.EVENTS) {
      files.addToKeySet(
          earlier.first().key(KeyUse.EVENTS).label(),
          made.publicKey(),
          new JwsSigner(made, "events").algorithm());
    }
    plan.succession()
        .flatMap(CeremonyPlan.Succession::notices)
        .ifPresent(folder -> CeremonyFiles.notice(folder, made, earlier.inService()));
    return earlier.record(
        List.of(earlier.auditEntry(), earlier.entry(made)),
        List.of(),
        List.of(),
        plan.next().use() == KeyUse.AUDIT ? Optional.of(vouching(made)) : Optional.empty());
  }

  private String vouching(SigningKey made) {
    return AuditSuccession.vouching(
        earlier.predecessor().publicKey(),
        earlier.plan().folder(),
        new JwsSigner(made, PublicJwk.thumbprint(made.publicKey())));
  }
}
