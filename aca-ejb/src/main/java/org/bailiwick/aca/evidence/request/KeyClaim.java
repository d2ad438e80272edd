package org.bailiwick.aca.evidence.request;

import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;

/** The unverified key to be certified, as a CSR or a bare key. */
public sealed interface KeyClaim {

  /**
   * A CSR, which proves the possession of its key itself.
   *
   * @param der PKCS#10 in DER
   */
  record Csr(Octets der) implements KeyClaim {

    @Override
    public String member() {
      return "csr_sha256";
    }

    @Override
    public String digest() {
      return Claims.sha256(der.bytes());
    }
  }

  /**
   * A bare key, for applicants without X.509 tools.
   *
   * @param spki SubjectPublicKeyInfo in DER
   * @param proof compact JWS by this key over nonce and statement, if another key signed the
   *     statement
   */
  record Bare(Octets spki, Optional<String> proof) implements KeyClaim {

    @Override
    public String member() {
      return "key_sha256";
    }

    @Override
    public String digest() {
      return Claims.sha256(spki.bytes());
    }
  }

  /** The claim of the statement with the digest of this form. */
  String member();

  /** The value of that claim: SHA-256 in base64url. */
  String digest();
}
