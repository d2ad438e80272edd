package org.bailiwick.aca.testing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.request.KeyClaim;

/**
 * A key that comes without a CSR. Every part can be made wrong before it is sent; what is not
 * touched is sound.
 */
public final class TestBareKey {

  public byte[] spki;
  public PrivateKey signer;
  public String algorithm = "ES256";
  public boolean proved = true;
  public Optional<String> text = Optional.empty();
  public final Map<String, Object> header = new HashMap<>();
  public final Map<String, Object> claims = new HashMap<>();

  public TestBareKey(KeyPair key) {
    this.spki = key.getPublic().getEncoded();
    this.signer = key.getPrivate();
    header.put("typ", "enrolment-key-proof+jwt");
  }

  /** For a statement that this key itself signed. */
  public TestBareKey unproved() {
    this.proved = false;
    return this;
  }

  void nameIn(Map<String, Object> statement) {
    statement.putIfAbsent("key_sha256", Claims.sha256(spki));
  }

  KeyClaim claim(String statement, String nonce) {
    Map<String, Object> signed = new HashMap<>(claims);
    signed.putIfAbsent("nonce", nonce);
    signed.putIfAbsent("statement_sha256", Claims.sha256(statement));
    return new KeyClaim.Bare(
        Octets.of(spki),
        proved
            ? Optional.of(text.orElseGet(() -> Jws.sign(signer, algorithm, header, signed)))
            : Optional.empty());
  }
}
