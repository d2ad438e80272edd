package org.bailiwick.aca.evidence.owner;

import java.security.PublicKey;
import java.util.Locale;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The key by which the owner consented to the agent.
 *
 * @param companion spends the consent in the transaction that reserves the credential
 */
public record OwnerKey(
    PublicKey key, KeyAlgorithm algorithm, Voucher voucher, UnitOfWork companion) {

  /** The party that vouches for the key. */
  public enum Voucher {
    /** The identity provider, whose token for the user contains the key (cnf, RFC 7800). */
    USER_TOKEN,
    /** An operator's file. */
    OWNER_FILE;

    /** The name in stored rows and the audit log. */
    public String token() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Voucher parse(String token) {
      return valueOf(token.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /** SHA-256 of the key's SubjectPublicKeyInfo in base64url, as the ledger names keys. */
  public String sha256() {
    return Claims.sha256(key.getEncoded());
  }
}
