package org.bailiwick.aca.revocation;

import java.time.Instant;
import java.util.Map;
import org.bailiwick.aca.cascade.ReachedCredential;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/** The data of a credential that its revocation needs. */
record CredentialToRevoke(
    CredentialRef ref, String holder, KeyDigest key, int crlShard, Instant notAfter) {

  static CredentialToRevoke of(IssuanceEntry entry) {
    return new CredentialToRevoke(
        entry.ref(),
        entry.key().holder(),
        new KeyDigest(entry.key().sha256()),
        entry.crlShard(),
        entry.validity().notAfter());
  }

  static CredentialToRevoke of(ReachedCredential reached) {
    return new CredentialToRevoke(
        reached.ref(), reached.holder(), reached.key(), reached.crlShard(), reached.notAfter());
  }

  AuditEntry audit(Revocation revocation) {
    return new AuditEntry(
        "credential.revoked",
        Outcome.DONE,
        "",
        revocation.by(),
        ref.toString(),
        Map.of(
            "holder", holder,
            "not_after", notAfter.toString(),
            "public_key", key.hex(),
            "reason", revocation.reason().token(),
            "comment", revocation.trigger()));
  }
}
