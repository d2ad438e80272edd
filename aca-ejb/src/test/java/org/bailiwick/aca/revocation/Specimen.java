package org.bailiwick.aca.revocation;

import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;

/** An agent's credential to be put into the ledger: alike in all but what a test says. */
public final class Specimen {

  private final long serial;
  private String issuerId = "issuing-1";
  private String holder = "spiffe://bailiwick.example/agent/reader";
  private String key;
  private Duration validity = Duration.ofDays(1);
  private Optional<Owner> owner = Optional.of(new Owner("Finance"));
  private Grounds.Device device = new Grounds.Device("CN=Maker", "SN-1");
  private Principal principal =
      new Principal(Principal.Kind.PERSON, "https://idp.example", "alice");

  private Optional<String> ownerKey = Optional.empty();
  private Optional<String> requester = Optional.of("alice");

  public Specimen(long serial) {
    this.serial = serial;
    this.key = Claims.sha256("key " + serial);
  }

  public Specimen named(String name) {
    holder = "spiffe://bailiwick.example/agent/" + name;
    return this;
  }

  public Specimen over(PublicKey publicKey) {
    key = Claims.sha256(publicKey.getEncoded());
    return this;
  }

  public Specimen consentedBy(PublicKey publicKey) {
    ownerKey = Optional.of(Claims.sha256(publicKey.getEncoded()));
    return this;
  }

  Specimen from(String maker, String serialNumber) {
    device = new Grounds.Device(maker, serialNumber);
    return this;
  }

  Specimen of(String ownerName) {
    owner = Optional.of(new Owner(ownerName));
    return this;
  }

  public Specimen askedForBy(String user) {
    requester = Optional.of(user);
    return this;
  }

  public Specimen boundTo(Principal.Kind kind, String subject) {
    principal = new Principal(kind, "https://idp.example", subject);
    return this;
  }

  public Specimen validFor(Duration duration) {
    validity = duration;
    return this;
  }

  Specimen by(String issuer) {
    issuerId = issuer;
    return this;
  }

  /** As of a node: on no evidence, for nobody. */
  Specimen ofNode() {
    owner = Optional.empty();
    holder = "spiffe://bailiwick.example/node/domain";
    return this;
  }

  IssuanceEntry entry(Instant now) {
    return new IssuanceEntry(
        new CredentialRef(issuerId, new SerialNumber(BigInteger.valueOf(serial))),
        "agent-default",
        new HeldKey(key, holder),
        owner.isEmpty()
            ? Grounds.of("ceremony")
            : new Grounds(
                owner,
                Optional.of(principal),
                requester,
                Optional.of(device),
                Optional.empty(),
                ownerKey,
                "affirming"),
        Optional.empty(),
        0,
        new Validity(now, now.plus(validity)),
        Octets.of(new byte[] {1}));
  }
}
