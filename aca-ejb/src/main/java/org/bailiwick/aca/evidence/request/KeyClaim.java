package org.bailiwick.aca.evidence.request;

import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;

/** The key that is to be certified, unverified, in one of the two forms in which it comes. */
public sealed interface KeyClaim {

  /**
   * A request of the X.509 tools, which proves its key itself.
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
   * The key alone, for those who have no X.509 tools.
   *
   * @param spki SubjectPublicKeyInfo in DER
   * @param proof compact JWS by this key over nonce and statement, where another key signed the
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

  /** The claim of the statement that names the key in this form. */
  String member();

  /** SHA-256 in base64url of what that claim is made for. */
  String digest();
}
